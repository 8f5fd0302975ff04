// Opens a dialog of the page by its id; the browser keeps the focus in it and gives it back.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  open({ params: { id } }) {
    document.getElementById(id)?.showModal();
  }
}

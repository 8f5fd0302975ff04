// Shows the chosen colours at once; the form around the choice keeps them.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  choose(event) {
    const { value } = event.target;
    if (value) document.documentElement.dataset.theme = value;
    else delete document.documentElement.dataset.theme;
  }
}

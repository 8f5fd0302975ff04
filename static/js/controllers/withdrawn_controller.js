// A file was taken back while its page is open: what is in it goes from the page, too.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  connect() {
    for (const part of document.querySelectorAll(".viewer__stage, .viewer__thumbs")) part.replaceChildren();
  }
}

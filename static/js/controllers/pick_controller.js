// Files of the library for a post: a dialog with what its readers may see, loaded when it is opened.
import { Controller } from "@hotwired/stimulus";

const PAUSE = 200;

export default class extends Controller {
  static targets = ["frame", "find"];
  static values = { url: String, form: String };

  // The dialog has been opened: the focus came in.
  fill() {
    const url = new URL(this.urlValue, window.location);
    url.searchParams.set("audience", new FormData(document.getElementById(this.formValue)).get("audience"));
    if (this.asked === url.href) return;
    this.asked = url.href;
    this.frameTarget.src = url.href;
  }

  look() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.findTarget.form.requestSubmit(), PAUSE);
  }

  findTargetConnected(field) {
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  take(event) {
    const card = event.target.closest("li").querySelector("template").content.cloneNode(true);
    if (!document.getElementById(card.firstElementChild.id)) document.getElementById(`${this.formValue}-files`).append(card);
    this.asked = "";
    this.element.close();
  }
}

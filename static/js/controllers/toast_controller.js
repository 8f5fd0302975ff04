// Says what was done, for eight seconds; longer while the pointer or the focus is on it.
import { Controller } from "@hotwired/stimulus";

const TIME = 8000;

export default class extends Controller {
  connect() {
    this.start();
    for (const type of ["pointerenter", "focusin"]) this.element.addEventListener(type, () => clearTimeout(this.timer));
    for (const type of ["pointerleave", "focusout"]) this.element.addEventListener(type, () => this.start());
  }

  disconnect() {
    clearTimeout(this.timer);
  }

  start() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.element.remove(), TIME);
  }
}

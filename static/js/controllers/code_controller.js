// The sixth digit opens the door by itself, and only once: a code works a single time.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  connect() {
    this.busy = false;
    this.once = (event) => (this.busy ? event.preventDefault() : (this.busy = true));
    this.done = () => (this.busy = false);
    this.element.addEventListener("submit", this.once);
    this.element.addEventListener("turbo:submit-end", this.done);
  }

  disconnect() {
    this.element.removeEventListener("submit", this.once);
    this.element.removeEventListener("turbo:submit-end", this.done);
  }

  type({ target }) {
    target.value = target.value.replace(/\D/g, "").slice(0, 6);
    if (target.value.length === 6 && !this.busy) target.form.requestSubmit();
  }
}

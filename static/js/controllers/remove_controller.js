// Takes a part out of the form it stands in.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  now() {
    const form = this.element.closest("form");
    this.element.remove();
    form?.querySelector("textarea")?.focus();
  }
}

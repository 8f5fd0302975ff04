// Beside the results a filter acts at once, and the focus stays on it; on a phone several are chosen first, then shown.
import { Controller } from "@hotwired/stimulus";
import { visit } from "@hotwired/turbo";
import { address } from "../lib/request.js";

export default class extends Controller {
  static targets = ["form"];

  apply({ target }) {
    if (target.form !== this.formTarget || target.type === "text" || !window.matchMedia("(min-width: 961px)").matches) return;
    visit(address(this.formTarget.action, this.formTarget), { action: "replace" });
  }
}

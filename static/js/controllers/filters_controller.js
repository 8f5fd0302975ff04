// Beside the results a filter acts at once, and the focus stays on it; on a phone several are chosen first, then shown.
import { Controller } from "@hotwired/stimulus";
import { visit } from "@hotwired/turbo";
import { address } from "../lib/request.js";

const BESIDE = "(min-width: 961px)";

export default class extends Controller {
  static targets = ["form", "box"];

  // Style shows the filters there already; this says so to screen readers, too.
  boxTargetConnected(box) {
    box.open = window.matchMedia(BESIDE).matches;
  }

  // What the page brings anew does not close them.
  keep(event) {
    if (event.detail.attributeName === "open") event.preventDefault();
  }

  apply({ target }) {
    if (target.form !== this.formTarget || ["text", "search", "date"].includes(target.type) || !window.matchMedia(BESIDE).matches) return;
    visit(address(this.formTarget.action, this.formTarget), { action: "replace" });
  }
}

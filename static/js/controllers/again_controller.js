// Looks again after a while: what is being prepared will be there.
import { Controller } from "@hotwired/stimulus";
import { visit } from "@hotwired/turbo";

const WHILE = 3000; // milliseconds

export default class extends Controller {
  connect() {
    this.later = setTimeout(() => visit(window.location.href, { action: "replace" }), WHILE);
  }

  disconnect() {
    clearTimeout(this.later);
  }
}

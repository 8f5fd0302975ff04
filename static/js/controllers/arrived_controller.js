// Something that was asked for on this page has come: the page says so at once, even to whoever has scrolled.
import { Controller } from "@hotwired/stimulus";
import { visit } from "@hotwired/turbo";
import { queue } from "../uploads/window.js";

export default class extends Controller {
  connect() {
    this.ending = new AbortController();
    queue.addEventListener("over", ({ detail: { item } }) => this.look(item), { signal: this.ending.signal });
  }

  disconnect() {
    this.ending.abort();
  }

  look({ state, goal }) {
    const here = goal.wanted && goal.page === window.location.pathname;
    if (here && state === "done") visit(window.location.href, { action: "replace" });
  }
}

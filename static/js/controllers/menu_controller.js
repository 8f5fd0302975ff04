// A details menu that closes when one looks elsewhere, and is walked with arrows.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["list"];

  connect() {
    this.ending = new AbortController();
    document.addEventListener("click", (event) => this.element.contains(event.target) || this.close(), { signal: this.ending.signal });
    this.element.addEventListener("focusout", (event) => event.relatedTarget && !this.element.contains(event.relatedTarget) && this.close(), {
      signal: this.ending.signal,
    });
    this.listTarget.addEventListener("click", (event) => event.target.closest("button, a") && this.close(), { signal: this.ending.signal });
  }

  // Opens upwards where there is no room below.
  place() {
    if (!this.element.open) return;
    this.element.classList.remove("menu-box--up");
    const { bottom, height } = this.listTarget.getBoundingClientRect();
    const { top } = this.element.getBoundingClientRect();
    this.element.classList.toggle("menu-box--up", bottom > window.innerHeight && top > height);
  }

  disconnect() {
    this.ending.abort();
  }

  close() {
    this.element.open = false;
  }

  keys(event) {
    if (event.key === "Escape" && this.element.open) {
      event.stopPropagation();
      this.close();
      this.element.querySelector("summary").focus();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.element.open = true;
    const items = [...this.listTarget.querySelectorAll("a, button")];
    const at = items.indexOf(document.activeElement);
    items[(at + step + items.length) % items.length]?.focus();
  }
}

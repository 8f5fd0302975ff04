// How large pages are shown, with or without the small ones beside them, on a part or the whole of the screen.
import { Controller } from "@hotwired/stimulus";
import { free, lettersOn } from "../lib/hotkey.js";

const SIZES = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4];
const SETTLED = 250; // milliseconds

export default class extends Controller {
  static targets = ["stage", "percent", "frame", "thumbs"];

  connect() {
    this.zoom = 1;
    this.ending = new AbortController();
    const { signal } = this.ending;
    window.addEventListener("resize", () => this.settle(), { signal });
    window.visualViewport?.addEventListener("resize", () => this.settle(), { signal });
  }

  disconnect() {
    this.ending.abort();
    clearTimeout(this.later);
  }

  // Pages that are shown larger now are drawn anew, once it stays so.
  settle() {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.viewer?.leaves?.again(), SETTLED);
  }

  get viewer() {
    return this.application.getControllerForElementAndIdentifier(this.element, "viewer");
  }

  larger() {
    this.size(SIZES.find((one) => one > this.zoom) ?? SIZES.at(-1));
  }

  smaller() {
    this.size(SIZES.findLast((one) => one < this.zoom) ?? SIZES[0]);
  }

  fit() {
    this.size(1);
  }

  size(zoom) {
    if (!this.hasPercentTarget) return;
    this.zoom = zoom;
    this.stageTarget.style.setProperty("--zoom", zoom);
    this.percentTarget.textContent = `${Math.round(zoom * 100)}%`;
    this.viewer?.leaf(this.viewer.pageValue)?.scrollIntoView({ block: "start", inline: "nearest" });
    this.settle();
  }

  thumbs() {
    const open = this.frameTarget.classList.toggle("has-thumbs");
    this.thumbsTarget.setAttribute("aria-expanded", open);
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.element.requestFullscreen?.();
  }

  key(event) {
    const act = { "+": () => this.larger(), "=": () => this.larger(), "-": () => this.smaller(), 0: () => this.fit() }[event.key];
    if (act && lettersOn() && free(event)) act();
  }
}

// Choosing the place on a page that a comment speaks of, with the pointer or by keys.
import { Controller } from "@hotwired/stimulus";
import { bare, middle, put, share, shareOf } from "../lib/pins.js";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const [STEP, STRIDE] = [0.01, 0.05];

export default class extends Controller {
  static targets = ["bar", "blank"];

  get viewer() {
    return this.application.getControllerForElementAndIdentifier(this.element, "viewer");
  }

  get placing() {
    return this.element.classList.contains("is-placing");
  }

  start() {
    this.dispatch("leave");
    const leaf = this.viewer.leaf(this.viewer.pageValue);
    this.element.classList.add("is-placing");
    this.barTarget.hidden = false;
    this.draw(leaf, middle(leaf));
    this.viewer.stageTarget.focus({ preventScroll: true });
  }

  stop() {
    this.element.classList.remove("is-placing");
    this.barTarget.hidden = true;
    this.clear();
  }

  key(event) {
    if (!this.placing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { Enter: () => this.take(), Escape: () => this.stop() }[event.key] ?? (STEPS[event.key] && (() => this.move(event)));
    if (!act || event.target.closest("button, .viewer__side")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }

  move({ key, shiftKey }) {
    const [dx, dy] = STEPS[key];
    const by = shiftKey ? STRIDE : STEP;
    this.draw(this.leaf, { x: share(this.at.x + dx * by), y: share(this.at.y + dy * by) });
    this.draft.querySelector("rect").scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  tap(event) {
    const leaf = this.placing && event.target.closest(".leaf");
    if (!leaf) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.draw(leaf, shareOf(leaf, event.clientX, event.clientY));
    this.take();
  }

  // Another way to choose it: see the press controller.
  here({ detail: { leaf, at } }) {
    this.draw(leaf, at);
    this.take();
  }

  draw(leaf, at) {
    Object.assign(this, { leaf, at });
    this.draft ??= bare(this.blankTarget);
    this.draft.classList.add("is-draft");
    put(this.draft, at);
    leaf.querySelector(".leaf__marks").append(this.draft);
  }

  take() {
    this.element.classList.remove("is-placing");
    this.barTarget.hidden = true;
    if (document.fullscreenElement) document.exitFullscreen();
    this.dispatch("taken", { detail: { name: "comments", page: this.leaf.dataset.page, ...this.at } });
  }

  clear() {
    this.draft?.remove();
    this.draft = null;
    this.dispatch("cleared");
  }
}

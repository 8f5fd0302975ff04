// Finding words in the document on the stage.
import { Controller } from "@hotwired/stimulus";
import { Finding } from "../lib/finding.js";
import { free, lettersOn } from "../lib/hotkey.js";
import { enter } from "../lib/place.js";
import { words } from "../lib/words.js";

export default class extends Controller {
  static targets = ["bar", "query", "count", "stage"];
  static values = { base: String };

  connect() {
    const [leaf, show] = [(number) => this.viewer.leaf(number), (number) => this.viewer.goTo(number)];
    this.finding = new Finding({ base: this.baseValue, leaf, show, told: (state) => this.told(state) });
  }

  get viewer() {
    return this.application.getControllerForElementAndIdentifier(this.element, "viewer");
  }

  // The stage is there: what the address asks for is looked for.
  begin() {
    if (this.hasQueryTarget && this.queryTarget.value) this.finding.ask(this.queryTarget.value, this.viewer.pageValue);
  }

  mark({ detail: { leaf } }) {
    if (this.finding.query) this.finding.mark(leaf);
  }

  open(event) {
    if (!this.hasBarTarget) return;
    this.barTarget.classList.add("is-open");
    enter(event, this.queryTarget);
  }

  // Here "/" looks in the document; before the palette, which takes it everywhere else, hears of it.
  slash(event) {
    if (event.key !== "/" || !this.hasBarTarget || !lettersOn() || !free(event)) return;
    event.stopImmediatePropagation();
    this.open(event);
  }

  search(event) {
    event.preventDefault();
    if (this.queryTarget.value.trim() === this.finding.query && this.finding.total) this.finding.step(1);
    else this.finding.ask(this.queryTarget.value, this.viewer.pageValue);
  }

  key(event) {
    if (event.key === "Escape") this.close();
    if (event.key !== "Enter" || !event.shiftKey) return;
    event.preventDefault();
    this.finding.step(-1);
  }

  before() {
    this.finding.step(-1);
  }

  after() {
    this.finding.step(1);
  }

  close() {
    this.barTarget.classList.remove("is-open");
    this.queryTarget.value = "";
    this.finding.ask("", this.viewer.pageValue, false);
    this.stageTarget.focus({ preventScroll: true });
  }

  told({ query, at, total }) {
    this.countTarget.textContent = total ? words("found-at", { at: at + 1, total }) : query && words("found-none");
  }
}

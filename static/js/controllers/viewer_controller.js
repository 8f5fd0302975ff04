// The stage of a file: pages that come while scrolling, and the ways to go from one to another.
import { Controller } from "@hotwired/stimulus";
import { free } from "../lib/hotkey.js";
import { Leaves, current } from "../lib/leaves.js";
import { say } from "../lib/say.js";
import { words } from "../lib/words.js";

const HERE = "-45% 0px -45% 0px"; // the page in the middle is the one we are at

export default class extends Controller {
  static targets = ["stage", "page", "thumb", "number", "said"];
  static values = { base: String, widths: Array, page: Number, asked: Boolean, bare: Boolean };

  connect() {
    if (!this.hasPageTarget) return requestAnimationFrame(() => requestAnimationFrame(() => this.toMark()));
    const root = matchMedia("(min-width: 961px)").matches ? this.stageTarget : null;
    const ready = (leaf) => this.dispatch("words", { detail: { leaf } });
    this.leaves = new Leaves({ base: this.baseValue, widths: this.widthsValue, root, ready, bare: this.bareValue });
    this.here = new IntersectionObserver((seen) => this.passed(seen), { root, rootMargin: HERE });
    // Turbo scrolls after this; the page that is asked for is gone to after that.
    return requestAnimationFrame(() => requestAnimationFrame(() => this.open()));
  }

  toMark() {
    const mark = this.stageTarget.querySelector("mark") ?? (this.askedValue && document.getElementById(`page-${this.pageValue}`));
    if (mark) mark.scrollIntoView({ block: "center" });
  }

  disconnect() {
    this.leaves?.stop();
    this.here?.disconnect();
  }

  open() {
    if (!this.element.isConnected) return;
    if (this.pageValue > 1 || this.askedValue) this.goTo(this.pageValue);
    this.leaves.watch(this.pageTargets, this.thumbTargets);
    this.pageTargets.forEach((leaf) => this.here.observe(leaf));
    this.dispatch("open");
    this.dispatch("page", { detail: { number: this.pageValue } });
  }

  passed(seen) {
    const at = seen.findLast((one) => one.isIntersecting)?.target;
    if (at) this.at(Number(at.dataset.page));
  }

  at(number) {
    if (number === this.pageValue) return;
    this.pageValue = number;
    this.dispatch("page", { detail: { number } });
    if (this.hasNumberTarget && document.activeElement !== this.numberTarget) this.numberTarget.value = number;
    this.thumbTargets.forEach((thumb) => current(thumb, Number(thumb.dataset.page) === number));
    window.history.replaceState(window.history.state, "", this.address(number));
  }

  address(number) {
    const url = new URL(window.location);
    url.searchParams.set("page", number);
    url.hash = "";
    return url;
  }

  leaf(number) {
    return this.pageTargets.find((one) => Number(one.dataset.page) === number);
  }

  goTo(number) {
    const leaf = this.leaf(number);
    if (!leaf) return window.location.assign(this.address(number)); // another part of a very long document
    leaf.scrollIntoView({ block: "start", inline: "nearest" });
    this.leaves.show(leaf);
    this.at(number);
    return say(this.saidTarget, words("at-page", { number }));
  }

  turn(event) {
    event.preventDefault();
    const number = Number.parseInt(this.numberTarget.value, 10);
    if (number > 0) this.goTo(number);
  }

  jump(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.goTo(Number(event.currentTarget.dataset.page));
  }

  step(event, by = event.params.by) {
    event.preventDefault();
    if (this.leaf(this.pageValue + by)) this.goTo(this.pageValue + by);
  }

  key(event) {
    const by = { PageDown: 1, PageUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const sideways = event.key.startsWith("Arrow") && this.stageTarget.scrollWidth > this.stageTarget.clientWidth;
    if (by && this.hasPageTarget && !sideways && free(event)) this.step(event, by);
  }
}

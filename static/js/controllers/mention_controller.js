// After "@": those who read this thread. Others are listed as unable to, and cannot be chosen.
import { Controller } from "@hotwired/stimulus";
import { Options } from "../lib/options.js";
import { request } from "../lib/request.js";

const WORD = /(?:^|\s)@([\p{L}\p{N}.'-]{0,40}(?: [\p{L}\p{N}.'-]{0,40})?)$/u;
const PAUSE = 150;

export default class extends Controller {
  static targets = ["field", "list"];
  static values = { url: String };

  connect() {
    this.options = new Options(this.fieldTarget, this.listTarget);
  }

  disconnect() {
    clearTimeout(this.timer);
  }

  type() {
    clearTimeout(this.timer);
    const word = this.word();
    if (word === null) return this.close();
    this.timer = setTimeout(() => this.look(word), PAUSE);
    return undefined;
  }

  word() {
    const { value, selectionStart } = this.fieldTarget;
    return WORD.exec(value.slice(0, selectionStart))?.[1] ?? null;
  }

  async look(word) {
    const url = new URL(this.urlValue, window.location);
    url.searchParams.set("q", word);
    const answer = await request(url).catch(() => null);
    if (!answer?.ok || this.word() !== word) return;
    this.listTarget.innerHTML = await answer.text();
    this.listTarget.hidden = this.listTarget.childElementCount === 0;
    this.options.reset();
  }

  keys(event) {
    if (this.listTarget.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.options.move(step);
    else if (event.key === "Enter" || event.key === "Tab") this.take(this.options.chosen());
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose(event) {
    event.preventDefault();
    this.take(event.target.closest('[role="option"]:not([aria-disabled="true"])'));
  }

  take(option) {
    if (!option) return this.close();
    const { selectionStart } = this.fieldTarget;
    const from = selectionStart - this.word().length - 1;
    this.fieldTarget.setRangeText(`${option.dataset.insert} `, from, selectionStart, "end");
    this.fieldTarget.dispatchEvent(new Event("input", { bubbles: true }));
    this.fieldTarget.focus();
    return this.close();
  }

  close() {
    this.listTarget.hidden = true;
    this.fieldTarget.removeAttribute("aria-activedescendant");
  }
}

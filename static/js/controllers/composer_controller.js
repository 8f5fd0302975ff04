// Says who reads when the choice changes, marks text, and posts with the keyboard only when the readers are in view.
import { Controller } from "@hotwired/stimulus";
import { applyMark, quoted } from "../lib/marks.js";
import { inView } from "../lib/place.js";
import { say } from "../lib/say.js";

export default class extends Controller {
  static targets = ["option", "line", "text", "readers", "said"];

  connect() {
    this.ending = new AbortController();
    document.addEventListener("composer:quote", (event) => this.quote(event.detail), { signal: this.ending.signal });
    this.textTarget.addEventListener("input", () => this.fit(), { signal: this.ending.signal });
    this.fit();
  }

  disconnect() {
    this.ending.abort();
  }

  choose(event) {
    const line = this.lineTargets[this.optionTargets.indexOf(event.target)];
    say(this.saidTarget, line?.textContent.trim() ?? "");
    this.dispatch("chosen", { detail: { kind: event.target.parentElement.dataset.aud } });
  }

  keys(event) {
    const digit = event.altKey && /^Digit([1-9])$/.exec(event.code);
    if (digit && this.optionTargets[digit[1] - 1]) {
      event.preventDefault();
      this.optionTargets[digit[1] - 1].click();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (inView(this.readersTarget)) this.element.requestSubmit();
      else this.readersTarget.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Escape") {
      this.close();
    }
  }

  wrap({ params: { what } }) {
    const { value, selectionStart, selectionEnd } = this.textTarget;
    this.put(applyMark(what, value, selectionStart, selectionEnd));
  }

  quote({ text }) {
    const before = this.textTarget.value;
    const joined = (before && !before.endsWith("\n\n") ? `${before.trimEnd()}\n\n` : before) + quoted(text);
    this.open();
    this.put({ text: joined, start: joined.length, end: joined.length });
  }

  put({ text, start, end }) {
    this.textTarget.value = text;
    this.textTarget.focus();
    this.textTarget.setSelectionRange(start, end);
    this.textTarget.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Browsers that size a field by its content need no help.
  fit() {
    if (CSS.supports("field-sizing", "content")) return;
    this.textTarget.style.height = "auto";
    this.textTarget.style.height = `${this.textTarget.scrollHeight}px`;
  }

  open() {
    this.before = document.activeElement;
    this.element.classList.add("is-open");
    this.textTarget.focus();
  }

  // Back to the post one came from; a reader of the keyboard goes on where they were.
  close() {
    this.element.classList.remove("is-open");
    this.textTarget.blur();
    if (this.before?.isConnected) this.before.focus({ preventScroll: true });
  }
}

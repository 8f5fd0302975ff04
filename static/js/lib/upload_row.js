// The row of a file on its way: progress, words, and what can be done about it.
import { words } from "./words.js";

export class UploadRow {
  constructor(template, file, say) {
    this.element = template.content.firstElementChild.cloneNode(true);
    this.bar = this.element.querySelector("progress");
    this.say = say;
    this.said = 0;
    this.element.querySelector("[data-name]").textContent = file.name;
    this.bar.setAttribute("aria-label", words("uploading", { name: file.name }));
  }

  begin(stop) {
    this.again().hidden = true;
    this.bar.classList.remove("progress--stopped");
    this.element.querySelector("[data-stop]").onclick = () => (stop(), this.remove());
  }

  progress(share) {
    this.bar.value = share;
    this.state(share < 100 ? words("share", { share }) : words("checking"));
    const step = Math.floor(share / 25) * 25;
    if (step <= this.said) return;
    this.said = step;
    this.say(`${this.bar.getAttribute("aria-label")}, ${words("share", { share: step })}`);
  }

  refused(status) {
    this.bar.remove();
    this.state(words(status === 413 ? "too-large" : "not-taken"), true);
  }

  lost(retry) {
    this.bar.classList.add("progress--stopped");
    this.state(words("lost", { share: this.bar.value }), true);
    this.again().hidden = false;
    this.again().onclick = retry;
  }

  again() {
    return this.element.querySelector("[data-again]");
  }

  remove() {
    this.element.remove();
  }

  state(text, late = false) {
    const state = this.element.querySelector("[data-state]");
    state.textContent = text;
    state.classList.toggle("late", late);
    if (late) state.setAttribute("role", "alert");
  }
}

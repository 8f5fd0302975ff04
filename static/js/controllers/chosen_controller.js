// Says how many files of a list are ticked, and ticks all of them.
import { Controller } from "@hotwired/stimulus";
import { words } from "../lib/words.js";

export default class extends Controller {
  static targets = ["box", "all", "words"];

  connect() {
    this.count();
  }

  boxTargetConnected() {
    this.count();
  }

  // A list that came anew, and the list of the other width, hold boxes of their own.
  get shown() {
    return this.boxTargets.filter((box) => box.getClientRects().length > 0);
  }

  tick({ target }) {
    for (const box of this.shown) box.checked = target.checked;
    this.count();
  }

  count() {
    const number = this.shown.filter((box) => box.checked).length;
    for (const all of this.allTargets) {
      all.checked = number > 0 && number === this.shown.length;
      all.indeterminate = number > 0 && !all.checked;
    }
    if (!this.hasWordsTarget) return;
    this.usual ??= this.wordsTarget.textContent;
    this.wordsTarget.textContent = number ? words(number === 1 ? "chosen-one" : "chosen-many", { number }) : this.usual;
  }
}

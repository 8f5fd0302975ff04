// A place on a page is also chosen by a finger that rests there, and offered where the words end that were chosen.
import { Controller } from "@hotwired/stimulus";
import { chosenEnd, shareOf } from "../lib/pins.js";

const [LONG, STILL] = [550, 10]; // milliseconds, pixels
const BELOW = 6; // pixels

export default class extends Controller {
  static targets = ["here"];

  disconnect() {
    clearTimeout(this.resting);
  }

  press({ pointerType, target, clientX, clientY }) {
    clearTimeout(this.resting);
    const leaf = pointerType === "touch" && this.hasHereTarget && !target.closest("text, a") && target.closest(".leaf");
    if (!leaf) return;
    this.from = [clientX, clientY];
    this.resting = setTimeout(() => this.give(leaf, clientX, clientY), LONG);
  }

  release({ type, clientX, clientY }) {
    const still = type === "pointermove" && Math.hypot(clientX - this.from?.[0], clientY - this.from?.[1]) < STILL;
    if (!still) clearTimeout(this.resting);
  }

  chosen() {
    if (!this.hasHereTarget) return;
    this.end = chosenEnd();
    this.hereTarget.hidden = !this.end;
    if (this.end) Object.assign(this.hereTarget.style, { left: `${this.end.left}px`, top: `${this.end.bottom + BELOW}px` });
  }

  hold(event) {
    event.preventDefault(); // the words stay chosen
  }

  pick() {
    this.hereTarget.hidden = true;
    this.give(this.end.leaf, this.end.left, this.end.top);
  }

  give(leaf, left, top) {
    this.dispatch("here", { detail: { leaf, at: shareOf(leaf, left, top) } });
  }
}

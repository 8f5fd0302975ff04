// "Greg Tolland is writing": told while somebody types for this thread's own audience, gone a few seconds after.
import { Controller } from "@hotwired/stimulus";
import { words } from "../lib/words.js";

const EVERY = 3000;
const GONE = 6000;

export default class extends Controller {
  static targets = ["names"];
  static values = { workspace: String, thread: String, audience: String };

  connect() {
    this.people = new Map();
    this.ending = new AbortController();
    const { signal } = this.ending;
    document.addEventListener("live:up", ({ detail: { emit } }) => (this.emit = emit), { signal });
    document.addEventListener("live:typing", ({ detail }) => detail.thread === this.threadValue && this.hear(detail), { signal });
    document.addEventListener("input", (event) => this.tell(event.target.closest('form[data-controller~="composer"]')), { signal });
  }

  disconnect() {
    this.ending.abort();
    for (const { timer } of this.people.values()) clearTimeout(timer);
  }

  // A reply begun for a narrower audience is nobody else's business.
  tell(form) {
    const options = form ? [...form.querySelectorAll('input[name="audience"]')] : [];
    const own = options.length > 0 && (options[0].type === "hidden" || options[0].checked);
    if (!own || !this.emit || Date.now() - (this.last ?? 0) < EVERY) return;
    this.last = Date.now();
    this.emit("typing", { workspace: this.workspaceValue, thread: this.threadValue, audience: this.audienceValue });
  }

  hear({ id, name }) {
    clearTimeout(this.people.get(id)?.timer);
    const timer = setTimeout(() => (this.people.delete(id), this.draw()), GONE);
    this.people.set(id, { name, timer });
    this.draw();
  }

  draw() {
    const names = [...this.people.values()].map((person) => person.name);
    this.element.hidden = names.length === 0;
    this.namesTarget.textContent = words(names.length === 1 ? "writing" : "writing-many", { names: names.join(", ") });
  }
}

// A place that takes files: chosen, dropped (whole folders too), or pasted. The queue sends them; their rows stand here.
import { Controller } from "@hotwired/stimulus";
import { isTyping } from "../lib/place.js";
import { say } from "../lib/say.js";
import { words } from "../lib/words.js";
import { gather, pasted, picked } from "../uploads/gather.js";
import { goal } from "../uploads/goal.js";
import { Rows } from "../uploads/rows.js";
import { queue } from "../uploads/window.js";

export default class extends Controller {
  static targets = ["input", "hold"];
  static values = { list: String, url: String, card: String, file: String };

  connect() {
    this.ending = new AbortController();
    const { signal } = this.ending;
    this.rows = new Rows((item) => this.mine(item) && document.getElementById(this.listValue));
    queue.addEventListener("added", ({ detail: { items } }) => this.rows.add(items), { signal });
    queue.addEventListener("over", ({ detail: { item } }) => item.state === "done" && this.clear(item), { signal });
    document.addEventListener("turbo:render", () => this.draw(), { signal });
    this.draw();
  }

  draw() {
    this.rows.add(queue.items.filter((item) => !item.over));
  }

  disconnect() {
    this.ending.abort();
    this.rows.clear();
  }

  pick({ target }) {
    this.take(picked(target.files));
    target.value = "";
  }

  // A form that says more (what is new in it) is sent with its button.
  send(event) {
    event.preventDefault();
    this.take(picked(this.inputTarget.files).slice(0, 1));
    this.element.reset();
  }

  over(event) {
    if (event.dataTransfer.types.includes("Files")) this.element.classList.add("is-over");
  }

  out() {
    this.element.classList.remove("is-over");
  }

  async drop(event) {
    this.out();
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    const where = this.goal();
    this.take(await gather(event.dataTransfer), where);
  }

  paste(event) {
    if (!event.clipboardData?.files.length || this.elsewhere(event.target)) return;
    event.preventDefault();
    const time = new Date().toLocaleString("sv").replaceAll(":", ".");
    this.take(pasted(event.clipboardData, words("pasted", { time })));
  }

  // Files still on their way would not go with the post.
  hold(event) {
    if (!this.rows.items.some((item) => item.busy)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.holdTarget.hidden = false;
    say(this.holdTarget.lastElementChild, words("files-coming"));
  }

  take(given, where = this.goal()) {
    queue.add(given, where);
  }

  clear(item) {
    this.rows.drop(item);
    if (this.hasHoldTarget) this.holdTarget.hidden = true;
  }

  mine({ goal: its }) {
    return its.page === window.location.pathname && its.list === this.listValue && its.form === this.element.id;
  }

  // With several places on a page, a picture goes to the one at hand, never to another audience by accident.
  elsewhere(target) {
    if (this.element.contains(target)) return false;
    return isTyping(target) || document.querySelectorAll('[data-controller~="upload"]').length > 1;
  }

  goal() {
    return goal(this.element, { url: this.urlValue, list: this.listValue, card: this.cardValue, file: this.fileValue });
  }
}

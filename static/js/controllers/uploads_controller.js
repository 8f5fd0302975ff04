// All uploads of this window, on every page: one line, and a list behind it. Says aloud what matters, and no more.
import { Controller } from "@hotwired/stimulus";
import { say } from "../lib/say.js";
import { words } from "../lib/words.js";
import { Rows } from "../uploads/rows.js";
import { sentence, share, standing } from "../uploads/said.js";
import { deeds, queue } from "../uploads/window.js";

const STAYS = 8000; // milliseconds after all is done
const DRAWN = 250;

export default class extends Controller {
  static targets = ["list", "line", "bar", "toggle", "pause", "resume", "alert"];

  connect() {
    this.ending = new AbortController();
    const { signal } = this.ending;
    Object.assign(this, { rows: new Rows(() => this.listTarget), said: 0 });
    queue.open(document.body.dataset.me);
    queue.addEventListener("added", ({ detail: { items, again } }) => this.added(again ? [] : items), { signal });
    queue.addEventListener("changed", () => this.soon(), { signal });
    queue.addEventListener("over", ({ detail: { item } }) => this.over(item), { signal });
    this.draw();
  }

  disconnect() {
    this.ending.abort();
    clearTimeout(this.timer);
    this.rows.clear();
  }

  toggle() {
    this.listTarget.hidden = !this.listTarget.hidden;
    this.toggleTarget.setAttribute("aria-expanded", String(!this.listTarget.hidden));
  }

  pauseAll() {
    for (const item of queue.items.filter((each) => each.busy)) queue.pause(item);
  }

  resumeAll() {
    for (const item of queue.items.filter((each) => ["paused", "lost", "signed"].includes(each.state))) queue.resume(item);
  }

  added(items) {
    this.said = 0;
    if (items.length > 1) this.tell(words("uploading-many", { number: items.length }));
    else if (items.length) this.tell(words("uploading", { name: items[0].name }));
    this.draw();
  }

  over(item) {
    if (item.state === "refused") say(this.alertTarget, `${item.name}: ${standing(item)}`);
    else if (!queue.busy) this.tell(sentence(queue));
    this.draw();
    if (!queue.busy) setTimeout(() => this.tidy(), STAYS);
  }

  // What is done goes; what was refused stays until somebody has read it.
  tidy() {
    if (queue.busy) return;
    for (const item of queue.items.filter((each) => each.state === "done")) queue.remove(item);
  }

  soon() {
    this.timer ??= setTimeout(() => this.draw(), DRAWN);
  }

  draw() {
    this.timer = clearTimeout(this.timer) ?? null;
    const { items } = queue;
    this.rows.add(items);
    for (const item of this.rows.items.filter((each) => !items.includes(each))) this.rows.drop(item);
    this.element.hidden = !items.length;
    this.lineTarget.textContent = sentence(queue);
    this.barTarget.value = share(queue);
    this.barTarget.hidden = !queue.busy;
    this.pauseTarget.hidden = !items.some((item) => ["running", "waiting"].includes(item.state));
    this.resumeTarget.hidden = !this.pauseTarget.hidden || !items.some((item) => ["paused", "lost", "signed"].includes(item.state));
    this.step();
  }

  // Aloud at 25, 50 and 75 of all together.
  step() {
    const step = Math.floor(share(queue) / 25) * 25;
    if (!queue.busy || step <= this.said || step >= 100) return;
    this.said = step;
    this.tell(words("share-of-all", { share: step }));
  }

  tell(text) {
    this.dispatch("said", { target: document, prefix: "announce", detail: { text } });
  }
}

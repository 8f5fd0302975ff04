// Keeps the page level with the ledger: rings, heartbeats, polling without a socket, and words when the line is down.
import { Controller } from "@hotwired/stimulus";
import { renderStreamMessage } from "@hotwired/turbo";
import { say } from "../lib/say.js";
import { words } from "../lib/words.js";
import { Heads } from "../live/heads.js";
import { Hold } from "../live/hold.js";
import { Regions, fetchPage } from "../live/regions.js";
import { fetchSince } from "../live/since.js";
import { doorbell } from "../live/socket.js";
import { onSending, onWake } from "../live/wake.js";

const HEARTBEAT = 10000;
const POLL = 5000;
const PATIENCE = 5000;

export default class extends Controller {
  static targets = ["offline", "behind", "said", "note", "number"];

  connect() {
    const { liveHeads, liveEpoch, sinceUrl } = this.element.dataset;
    const [known, gone, changed] = [(heads) => this.heads.learn(heads), () => window.location.reload(), () => this.waiting()];
    this.regions = new Regions({ fetchPage, known, gone, changed });
    this.hold = new Hold({ render: renderStreamMessage, changed });
    this.heads = new Heads({
      heads: JSON.parse(liveHeads),
      epoch: liveEpoch,
      fetchSince: (pairs) => fetchSince(sinceUrl, pairs),
      apply: (body) => this.hold.take(body),
      moved: () => this.regions.soon(),
      restored: () => window.location.reload(),
      behind: (failures) => (this.behindTarget.hidden = failures < 3),
    });
    this.bell = doorbell({
      onRing: (audience, head) => this.heads.ring(audience, head),
      onUp: () => this.up(),
      onDown: () => this.down(),
      onRevoked: () => window.location.reload(),
      onNews: (name, detail) => this.news(name, detail),
    });
    this.listen();
  }

  listen() {
    this.ending = new AbortController();
    onWake({ check: () => this.check(), down: () => this.down() }, this.ending.signal);
    onSending(this.heads, this.hold, this.ending.signal);
    this.beat = setInterval(() => this.bell.up() && this.check(), HEARTBEAT);
    this.polling = setInterval(() => this.bell.up() || document.hidden || this.heads.poll(), POLL);
  }

  disconnect() {
    this.ending.abort();
    clearInterval(this.beat);
    clearInterval(this.polling);
    clearTimeout(this.worry);
    this.heads.stop();
    this.regions.stop();
    this.bell.close();
  }

  async check() {
    const now = await this.bell.heads();
    if (now) this.heads.compare(now);
    else this.heads.poll();
  }

  up() {
    this.worry = clearTimeout(this.worry);
    this.offlineTarget.hidden = true;
    this.news("up", { emit: this.bell.emit });
    this.check();
  }

  news(name, detail = {}) {
    document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));
  }

  down() {
    this.news("down");
    this.worry ??= setTimeout(() => (this.offlineTarget.hidden = navigator.onLine), PATIENCE);
  }

  now() { this.heads.poll(); }

  show() {
    this.hold.show();
    this.regions.show();
  }

  waiting() {
    const count = this.hold.count() + this.regions.count();
    this.noteTarget.hidden = count === 0;
    if (count === 0) return;
    const key = count === 1 ? "new-one" : "new-many";
    this.numberTarget.textContent = words(key, { number: count });
    say(this.saidTarget, words(`${key}-said`, { number: count }));
  }
}

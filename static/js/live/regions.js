// The parts of a page that are not posts (lists, counts, who is who): fetched with the page itself after news, and put in
// place one by one. `data-live="now"` marks what changes without moving anything; `data-live="rows"` marks lists, which
// wait until asked for while the reader has scrolled or is at work inside.
import { isWriting } from "../lib/place.js";

const PAUSE = 500; // after the last of several rings, which become one request
const LONGEST = 1500; // after the first of rings that do not end
const SPREAD = 500; // twenty open pages do not ask at once
const SCROLLED = 80; // pixels

export class Regions {
  constructor({ fetchPage, known, gone, changed }) {
    Object.assign(this, { fetchPage, known, gone, changed, waiting: new Map(), turn: 0, stopped: false });
  }

  parts() {
    return [...document.querySelectorAll("[data-live][id]")];
  }

  soon() {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.first ??= Date.now();
    const wait = Math.min(PAUSE, Math.max(0, this.first + LONGEST - Date.now()));
    this.timer = setTimeout(() => this.refresh(), wait + Math.random() * SPREAD);
  }

  stop() {
    clearTimeout(this.timer);
    this.stopped = true;
  }

  async refresh() {
    this.first = null;
    this.turn += 1;
    const { turn } = this;
    const page = await this.fetchPage(window.location.href).catch(() => null);
    if (this.stopped || this.turn !== turn) return; // a later one sees more
    if (page?.gone) this.gone();
    else if (page) this.take(page.document);
  }

  take(fresh) {
    this.known(JSON.parse(fresh.getElementById("live")?.dataset.liveHeads ?? "{}"));
    for (const part of this.parts()) {
      const newer = fresh.getElementById(part.id);
      this.waiting.delete(part.id);
      if (!newer || same(part, newer)) continue;
      if (mustWait(part)) this.waiting.set(part.id, newer);
      else part.replaceWith(document.importNode(newer, true));
    }
    this.changed(this.count());
  }

  count() {
    return [...this.waiting].reduce((sum, [id, newer]) => sum + Math.max(1, added(document.getElementById(id), newer)), 0);
  }

  show() {
    for (const [id, newer] of this.waiting) document.getElementById(id)?.replaceWith(document.importNode(newer, true));
    this.waiting.clear();
    this.changed(0);
  }
}

export async function fetchPage(url) {
  const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html", "X-Purpose": "refresh" } });
  if (answer.redirected || [401, 403, 404, 410].includes(answer.status)) return { gone: true };
  if (!answer.ok) return null;
  return { document: new DOMParser().parseFromString(await answer.text(), "text/html") };
}

// Tokens of forms differ from answer to answer and say nothing new.
function same(one, other) {
  return bare(one) === bare(other);
}

function bare(part) {
  return part.outerHTML.replace(/name="csrf_token" value="[^"]*"/g, "").replace(/ (?:open|aria-busy|data-turbo-[a-z-]+)="[^"]*"/g, "");
}

function mustWait(part) {
  const busy = part.contains(document.activeElement) || part.querySelector("details[open], dialog[open], input[type=checkbox]:checked") !== null;
  return busy || (part.dataset.live === "rows" && (isWriting() || window.scrollY > SCROLLED));
}

function added(part, newer) {
  const before = part?.querySelectorAll("[data-row]").length ?? 0;
  return newer.querySelectorAll("[data-row]").length - before;
}

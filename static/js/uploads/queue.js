// All uploads of this browser window. It outlives the pages Turbo goes through; `keeper` brings it through a reload.
import { Item } from "./item.js";
import { again, forget, outcome, send } from "./sender.js";
import * as keeping from "./keeping.js";

const AT_ONCE = 3;
const LONGEST = 30_000; // milliseconds between two tries
const SILENCE = 30_000; // milliseconds without a byte, after which a line counts as dead
const LOOK = 5000;

export class Queue extends EventTarget {
  constructor({ line = { send, outcome, forget }, keeper = keeping, later = (call, wait) => setTimeout(call, wait) } = {}) {
    super();
    Object.assign(this, { line, keeper, later, items: [], stops: new Map(), me: null });
  }

  get busy() {
    return this.items.some((item) => item.busy);
  }

  // The person whose page this is. Another one's uploads stop here and wait for them.
  open(me) {
    if (this.me === me) return this.back();
    for (const item of this.items) this.stop(item);
    Object.assign(this, { me, items: [] });
    return this.keeper.restore(me).then((kept) => this.me === me && this.take(kept));
  }

  // Whoever was signed out is here again.
  back() {
    for (const item of this.items.filter((each) => each.state === "signed")) this.resume(item);
  }

  take(kept) {
    for (const item of kept) this.hold(item);
    if (kept.length) this.tell("added", { items: kept, again: true });
    this.next();
  }

  // `given`: [{file, path, handle}]. Gives the items; one that was asked for again goes on where it was.
  add(given, goal) {
    if (!given.length) return [];
    const items = given.map(({ file, path = "", handle = null }) => this.known(file, { ...goal, path }) ?? this.fresh(file, handle, { ...goal, path }));
    this.tell("added", { items });
    this.next();
    return items;
  }

  pause(item) {
    this.stop(item);
    item.to("paused");
    this.save();
    this.next();
  }

  // A file that was forgotten by a reload must be shown to us again; `file` is it.
  resume(item, file = item.file) {
    item.to(file ? "waiting" : "asking", { file, tries: 0, error: "" });
    this.save();
    this.next();
  }

  remove(item) {
    this.stop(item);
    this.items = this.items.filter((each) => each !== item);
    this.keeper.drop(this.me, this.items, item);
    item.dispatchEvent(new Event("gone"));
    if (!item.over) this.end(item);
    this.tell("changed");
    this.next();
  }

  // The line may be back: nobody waits any longer.
  wake() {
    const now = Date.now();
    for (const item of this.items) {
      if (item.state === "running" && now - item.at > SILENCE) this.lose(item);
      if (item.state === "lost") item.to("waiting");
    }
    this.next();
  }

  look() {
    const now = Date.now();
    for (const item of this.items) if (item.state === "running" && now - item.at > SILENCE) this.lose(item);
  }

  known(file, goal) {
    const item = this.items.find((each) => each.state === "asking" && each.is(file, goal));
    item?.to("waiting", { file, tries: 0 });
    return item;
  }

  fresh(file, handle, goal) {
    const item = new Item({ name: file.name, size: file.size, modified: file.lastModified, goal, file, handle });
    this.keeper.keep(item);
    this.hold(item);
    return item;
  }

  hold(item) {
    this.items.push(item);
    item.addEventListener("change", () => this.tell("changed", { item }));
    this.save();
  }

  next() {
    const going = this.items.filter((item) => this.going(item)).length;
    const waiting = this.items.filter((item) => item.state === "waiting" && item.file);
    for (const item of waiting.slice(0, Math.max(AT_ONCE - going, 0))) this.start(item);
  }

  going({ state }) {
    return state === "running" || state === "checking";
  }

  start(item) {
    item.at = Date.now();
    item.to("running");
    this.stops.set(item, this.line.send(item, {
      url: (url) => this.settle(item, url),
      moved: (sent) => this.going(item) && item.moved(sent),
      whole: () => this.ask(item),
      failed: (status, words) => this.failed(item, status, words),
    }));
  }

  settle(item, url) {
    item.url = url;
    this.save();
  }

  async ask(item) {
    item.to("checking", { sent: item.size });
    try {
      const said = await this.line.outcome(item);
      if (said.state === "waiting") this.failed(item, 0, "");
      else this.finish(item, said.state === "done" ? "done" : "refused", { files: said.files ?? [], error: said.error });
    } catch (error) {
      this.failed(item, error.status ?? 0, "");
    }
  }

  failed(item, status, words) {
    if (!this.items.includes(item) || !this.going(item)) return;
    if (status === 401) {
      this.stop(item);
      item.to("signed");
    } else if (again(status)) this.lose(item);
    else this.finish(item, "refused", { error: words });
    this.next();
  }

  lose(item) {
    this.stop(item);
    item.to("lost", { tries: item.tries + 1 });
    const wait = Math.min(250 * 2 ** item.tries, LONGEST);
    this.later(() => item.state === "lost" && navigator.onLine && this.retry(item), wait);
  }

  retry(item) {
    item.to("waiting");
    this.next();
  }

  finish(item, state, more) {
    this.stops.delete(item);
    item.to(state, { ...more, file: null });
    this.keeper.drop(this.me, this.items, item);
    this.tell("over", { item });
    this.next();
  }

  stop(item) {
    this.stops.get(item)?.();
    this.stops.delete(item);
  }

  // The request that was stopped may still hold it for a moment.
  end(item, tries = 5) {
    this.line.forget(item).catch(() => tries && this.later(() => this.end(item, tries - 1), 1000));
  }

  save() {
    this.keeper.save(this.me, this.items);
  }

  tell(kind, detail = {}) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}

export function watch(queue) {
  window.addEventListener("online", () => queue.wake());
  window.addEventListener("offline", () => queue.tell("changed"));
  document.addEventListener("visibilitychange", () => document.hidden || queue.wake());
  window.addEventListener("beforeunload", (event) => queue.busy && event.preventDefault());
  setInterval(() => queue.look(), LOOK);
  return queue;
}

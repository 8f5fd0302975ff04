// One file on its way: where it goes, how far it has come, what can be done with it.
// States: waiting, running, checking, lost (tries again by itself), paused, signed (out), asking (for the file), done, refused.
import { freshKey } from "../lib/key.js";
import { Rate } from "./rate.js";

const BUSY = ["waiting", "running", "checking", "lost"];

export class Item extends EventTarget {
  constructor({ key = freshKey(), name, size, modified = 0, goal, url = null, file = null, handle = null, state = "waiting", sent = 0 }) {
    super();
    Object.assign(this, { key, name, size, modified, goal, url, file, handle, state });
    Object.assign(this, { sent, tries: 0, error: "", files: [], rate: new Rate() });
  }

  // Whole only when the server has said so.
  get share() {
    if (this.state === "done") return 100;
    return Math.min(this.size ? Math.floor((this.sent / this.size) * 100) : 0, 99);
  }

  get busy() {
    return BUSY.includes(this.state);
  }

  get over() {
    return this.state === "done" || this.state === "refused";
  }

  to(state, more = {}) {
    Object.assign(this, more, { state });
    this.dispatchEvent(new Event("change"));
  }

  moved(sent) {
    if (sent > this.sent) this.tries = 0;
    this.sent = sent;
    this.at = Date.now();
    this.rate.mark(sent);
    this.to(sent < this.size ? "running" : "checking");
  }

  // Whether that file, meant for that place, is this one: somebody chooses it again.
  is(file, goal) {
    const same = file.name === this.name && file.size === this.size && (!this.modified || file.lastModified === this.modified);
    return same && ["endpoint", "audience", "folder", "file", "wanted", "path"].every((part) => (goal[part] ?? "") === (this.goal[part] ?? ""));
  }

  record() {
    const { key, name, size, modified, goal, url, sent, state } = this;
    return { key, name, size, modified, goal, url, sent, paused: state === "paused" };
  }
}

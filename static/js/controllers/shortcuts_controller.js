// Single keys for those who like them: off while typing, and off for good when the person says so.
import { Controller } from "@hotwired/stimulus";
import { visit } from "@hotwired/turbo";
import { isTyping } from "../lib/place.js";

const PLACES = { o: "overview", t: "threads", f: "files", p: "plan", e: "people" };
const PATIENCE = 1200;

export default class extends Controller {
  static values = { letters: Boolean };

  key(event) {
    const held = event.ctrlKey || event.metaKey || event.altKey;
    if (!this.lettersValue || held || event.defaultPrevented || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (this.going) return this.go(event);
    const act = {
      g: () => this.start(),
      j: () => this.move(1),
      k: () => this.move(-1),
      o: () => this.row()?.querySelector("a[href]")?.click(),
      n: () => this.focus(document.getElementById("new") ?? document.querySelector(".is-unread")),
      r: () => this.composer((form) => form.open()),
      q: () => this.quote(),
      c: () => this.row() && this.dispatch("copy", { detail: { url: this.address() }, target: document, prefix: "shortcut" }),
      e: () => this.press(event),
      d: () => this.press(event),
      m: () => this.press(event),
      "?": () => document.getElementById("keys")?.showModal(),
    }[event.key];
    if (!act) return undefined;
    event.preventDefault();
    return act();
  }

  start() {
    this.going = true;
    setTimeout(() => (this.going = false), PATIENCE);
  }

  go(event) {
    this.going = false;
    const url = event.key === "h" ? document.body.dataset.homeUrl : document.querySelector(`.tabs [data-key="${PLACES[event.key]}"]`)?.href;
    if (!url) return;
    event.preventDefault();
    visit(url);
  }

  move(step) {
    const rows = [...document.querySelectorAll("main [data-row]")].filter((row) => row.checkVisibility());
    const at = rows.indexOf(this.row());
    this.focus(rows[Math.min(rows.length - 1, Math.max(0, at + step))]);
  }

  focus(row) {
    if (!row) return;
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  row() {
    return document.activeElement?.closest?.("[data-row]") ?? null;
  }

  press(event) {
    this.row()?.querySelector(`[data-key="${event.key}"]`)?.click();
  }

  address() {
    return this.row().querySelector("[data-url]")?.dataset.url ?? this.row().querySelector("a[href]")?.href;
  }

  composer(use) {
    const form = document.querySelector('form[data-controller~="composer"]');
    if (form) use(this.application.getControllerForElementAndIdentifier(form, "composer"));
  }

  quote() {
    const text = this.row()?.querySelector("[data-quote]")?.innerText;
    if (text) this.composer((form) => form.quote({ text }));
  }
}

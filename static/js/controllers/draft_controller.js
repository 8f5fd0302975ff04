// Nothing typed is lost: every two seconds the draft is kept on this device and sent to the server.
import { Controller } from "@hotwired/stimulus";
import { request } from "../lib/request.js";
import { forget, keep, kept } from "../lib/store.js";
import { words } from "../lib/words.js";

const PAUSE = 2000;

export default class extends Controller {
  static targets = ["field", "state"];

  connect() {
    this.key = `draft:${document.body.dataset.me ?? ""}:${this.element.getAttribute("action")}`;
    this.ending = new AbortController();
    const { signal } = this.ending;
    this.element.addEventListener("input", () => this.later(), { signal });
    this.element.addEventListener("change", () => this.later(), { signal });
    this.element.addEventListener("outbox:taken", () => this.taken(), { signal });
    window.addEventListener("pagehide", () => this.flush(), { signal });
    this.restore();
  }

  disconnect() {
    this.flush();
    this.ending.abort();
  }

  restore() {
    const draft = kept(this.key);
    if (!draft || this.fieldTargets.some((field) => field.value)) return;
    for (const field of this.fieldTargets) field.value = draft.fields[field.name] ?? "";
    const option = [...this.element.querySelectorAll('[name="audience"]')].find((radio) => radio.value === draft.audience);
    if (option?.type === "radio") option.checked = true;
    this.saved(new Date(draft.at));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  flush() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.keepHere();
    this.timer = null;
  }

  async save() {
    this.timer = null;
    if (this.fieldTargets.every((field) => !field.value.trim())) return this.clear();
    const here = this.keepHere();
    this.putting = this.send("PUT");
    const there = await this.putting;
    this.putting = null;
    if (here || there) this.saved(new Date());
    return undefined;
  }

  keepHere() {
    const fields = Object.fromEntries(this.fieldTargets.map((field) => [field.name, field.value]));
    return keep(this.key, { fields, audience: new FormData(this.element).get("audience"), at: Date.now() });
  }

  clear() {
    this.drop();
    this.send("DELETE");
  }

  // What is posted takes its draft along on the server; only one that is still on its way there could come after it.
  async taken() {
    this.drop();
    if (this.putting && (await this.putting)) this.send("DELETE");
  }

  drop() {
    clearTimeout(this.timer);
    this.timer = null;
    forget(this.key);
    this.stateTarget.hidden = true;
  }

  async send(method) {
    const { draftUrl } = this.element.dataset;
    if (!draftUrl) return false;
    const body = new URLSearchParams(this.fieldTargets.map((field) => [field.name, field.value]));
    body.set("audience", new FormData(this.element).get("audience") ?? "");
    return request(draftUrl, { method, body, keepalive: true }).then((answer) => answer.ok, () => false);
  }

  saved(at) {
    const time = at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    this.stateTarget.hidden = false;
    this.stateTarget.lastElementChild.textContent = words("draft-saved", { time });
  }
}

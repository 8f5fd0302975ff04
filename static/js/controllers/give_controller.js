// Files for one thing that is asked for: sent as soon as they are chosen, with their progress; then the page says what came.
import { Controller } from "@hotwired/stimulus";
import { visit } from "@hotwired/turbo";
import { freshKey } from "../lib/key.js";
import { sendFile } from "../lib/sending.js";
import { words } from "../lib/words.js";

export default class extends Controller {
  static targets = ["input", "pick", "row", "name", "bar", "state", "error"];

  pick() {
    if (this.inputTarget.files.length) this.send();
  }

  async send() {
    const files = [...this.inputTarget.files];
    const body = new FormData(this.element); // the token stands before the files, as the server wants it
    this.begin(files.map((file) => file.name).join(", "));
    const call = sendFile({ url: this.element.action, body, key: freshKey(), accept: "application/json", onProgress: (share) => this.progress(share) });
    this.call = call;
    try {
      this.answered(await call.done);
    } catch (error) {
      this.end(error.message === "line" ? words("lost", { share: this.barTarget.value }) : "");
    }
  }

  stop() {
    this.call?.stop();
  }

  begin(name) {
    this.said = 0;
    this.nameTarget.textContent = name;
    this.progress(0);
    this.rowTarget.hidden = false;
    this.pickTarget.hidden = this.errorTarget.hidden = true;
  }

  progress(share) {
    this.barTarget.value = share;
    this.stateTarget.textContent = share < 100 ? words("share", { share }) : words("checking");
    const step = Math.floor(share / 25) * 25;
    if (step > this.said) this.say(`${this.nameTarget.textContent}, ${words("share", { share: step })}`);
    this.said = Math.max(this.said, step);
  }

  answered({ ok, status, text }) {
    const told = this.read(text);
    if (!ok) return this.end(told.error || words(status === 413 ? "too-large" : "not-taken"));
    this.say(told.message ?? "");
    visit(window.location.href, { action: "replace" });
  }

  // What was chosen stays chosen nowhere: the button offers itself again, with the reason beside it.
  end(reason) {
    this.inputTarget.value = "";
    this.rowTarget.hidden = true;
    this.pickTarget.hidden = false;
    this.errorTarget.hidden = !reason;
    this.errorTarget.lastElementChild.textContent = reason;
    this.pickTarget.focus();
  }

  read(text) {
    try {
      return JSON.parse(text);
    } catch {
      return {};
    }
  }

  say(text) {
    this.dispatch("said", { target: document, prefix: "announce", detail: { text } });
  }
}

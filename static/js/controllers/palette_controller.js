// Search from anywhere: Ctrl K, Cmd K or "/". Focus stays in the field, the list moves under it.
import { Controller } from "@hotwired/stimulus";
import { visit } from "@hotwired/turbo";
import { Options } from "../lib/options.js";
import { isTyping } from "../lib/place.js";
import { request } from "../lib/request.js";
import { say } from "../lib/say.js";
import { words } from "../lib/words.js";

const PAUSE = 120;

export default class extends Controller {
  static targets = ["dialog", "input", "list", "said"];

  disconnect() {
    clearTimeout(this.timer);
    if (this.hasDialogTarget) this.dialogTarget.close();
  }

  hotkey(event) {
    const search = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !isTyping(event.target) && this.letters();
    if (search || slash) this.open(event);
  }

  letters() {
    return document.body.dataset.shortcutsLettersValue !== "false";
  }

  open(event) {
    if (!this.hasDialogTarget) return;
    event.preventDefault();
    this.options = new Options(this.inputTarget, this.listTarget);
    if (!this.dialogTarget.open) this.dialogTarget.showModal();
    this.inputTarget.select();
    this.look(this.inputTarget.value);
  }

  type() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(this.inputTarget.value), PAUSE);
  }

  async look(query) {
    this.asking?.abort();
    this.asking = new AbortController();
    const url = new URL(this.dialogTarget.dataset.url, window.location);
    url.searchParams.set("q", query);
    const answer = await request(url, { signal: this.asking.signal }).catch(() => null);
    if (!answer?.ok) return;
    this.listTarget.innerHTML = await answer.text();
    this.options.reset();
    say(this.saidTarget, words("results", { number: this.options.all().length }));
  }

  keys(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.options.move(step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.go(event);
    }
  }

  go(event) {
    event.preventDefault();
    const option = !event.ctrlKey && !event.metaKey && this.options?.chosen();
    const search = `${this.dialogTarget.dataset.searchUrl}?q=${encodeURIComponent(this.inputTarget.value)}`;
    this.dialogTarget.close();
    visit(option ? option.getAttribute("href") : search);
  }
}

// Search from anywhere: Ctrl K, Cmd K or "/". Focus stays in the field, the list moves under it.
import { Controller } from "@hotwired/stimulus";
import { visit } from "@hotwired/turbo";
import { asksForSearch, wantsNewTab } from "../lib/hotkey.js";
import { Lookup } from "../lib/lookup.js";
import { Options } from "../lib/options.js";
import { enter, isTyping } from "../lib/place.js";
import { recent } from "../lib/recent.js";
import { address, fragment } from "../lib/request.js";
import { say } from "../lib/say.js";
import { searched } from "../lib/searched.js";
import { words } from "../lib/words.js";

export default class extends Controller {
  static targets = ["dialog", "form", "input", "within", "list", "note", "said", "page"];

  connect() {
    this.lookup = new Lookup({ ask: (query, signal) => this.ask(query, signal), show: (answer) => this.show(answer) });
  }

  disconnect() {
    this.close();
  }

  hotkey(event) {
    const letters = document.body.dataset.shortcutsLettersValue !== "false";
    if (!asksForSearch(event, { letters, typing: isTyping(event.target) })) return;
    if (!document.querySelector("dialog[open]:not(#palette)")) this.open(event);
  }

  // On the page of results its own field is the search.
  open(event) {
    if (!this.hasDialogTarget || wantsNewTab(event)) return undefined;
    if (this.hasPageTarget) return enter(event, this.pageTarget);
    this.options ??= new Options(this.inputTarget, this.listTarget);
    if (!this.dialogTarget.open) this.dialogTarget.showModal();
    enter(event, this.inputTarget);
    return this.narrow(true);
  }

  close() {
    this.lookup.stop();
    if (this.hasDialogTarget) this.dialogTarget.close();
  }

  away({ target }) {
    if (target === this.dialogTarget) this.close();
  }

  type() {
    this.lookup.type(this.inputTarget.value);
  }

  widen() {
    this.narrow(false);
    this.inputTarget.focus();
  }

  // To this workspace, or not at all.
  narrow(on) {
    this.withinTargets.forEach((part) => (part.hidden = part.disabled = !on));
    this.lookup.now(this.inputTarget.value);
  }

  ask(query, signal) {
    const more = query.trim() ? {} : { recent: recent().join(" ") };
    return fragment(address(this.dialogTarget.dataset.url, this.formTarget, more), signal);
  }

  show(answer) {
    this.listTarget.innerHTML = answer ?? "";
    this.noteTarget.hidden = answer !== null;
    this.options.reset();
    this.inputTarget.setAttribute("aria-expanded", String(this.options.all().length > 0));
    say(this.saidTarget, this.listTarget.querySelector("[data-said]")?.textContent ?? words("search-failed"));
  }

  keys(event) {
    const steps = { ArrowDown: () => this.options.move(1), ArrowUp: () => this.options.move(-1), Enter: () => this.go(event) };
    const clear = event.key === "Backspace" && !this.inputTarget.value && this.withinTargets.some((part) => !part.hidden);
    const act = clear ? () => this.widen() : steps[event.key];
    if (!act || event.isComposing) return;
    event.preventDefault();
    act();
  }

  // Options that answer older words are not opened: Enter then asks for the page of results.
  go(event) {
    event.preventDefault();
    const option = !event.ctrlKey && !event.metaKey && this.lookup.answers(this.inputTarget.value) && this.options.chosen();
    if (option) return option.click();
    this.close();
    return visit(address(this.formTarget.action, this.formTarget));
  }

  choose({ target }) {
    searched(target.closest('[role="option"]'), this.formTarget, this.inputTarget.value, this.dialogTarget.dataset.rememberUrl);
    this.close();
  }
}

// What stands beside a file: tabs, of which the device remembers the last; on a small screen a sheet from below.
import { Controller } from "@hotwired/stimulus";
import { keep, kept } from "../lib/store.js";

const KEY = "beside-files";

export default class extends Controller {
  static targets = ["side", "tab", "panel", "opener"];

  connect() {
    this.select(this.named(kept(KEY)) ?? this.panelTargets[0]);
    requestAnimationFrame(() => this.arrive());
  }

  named(id) {
    return this.panelTargets.find((one) => one.id === id);
  }

  select(panel) {
    for (const one of this.panelTargets) {
      one.hidden = one !== panel;
      one.removeAttribute("data-later");
    }
    for (const tab of this.tabTargets) {
      const chosen = tab.getAttribute("aria-controls") === panel.id;
      tab.setAttribute("aria-selected", chosen);
      tab.tabIndex = chosen ? 0 : -1;
    }
  }

  choose(event) {
    event.preventDefault();
    this.pick(event.currentTarget);
  }

  pick(tab) {
    const id = tab.getAttribute("aria-controls");
    this.select(this.named(id));
    this.sideTarget.scrollTop = 0;
    keep(KEY, id);
  }

  move(event) {
    const at = this.tabTargets.indexOf(event.currentTarget);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // the viewer turns pages with the same keys
    const tab = this.tabTargets.at(next % this.tabTargets.length);
    this.pick(tab);
    tab.focus();
  }

  follow(event) {
    const link = event.target.closest('a[href^="#"]');
    if (link && !event.defaultPrevented) this.arrive(link.hash);
  }

  moved() {
    this.arrive();
  }

  arrive(hash = window.location.hash) {
    const found = document.getElementById(hash.slice(1));
    const panel = this.panelTargets.find((one) => one.contains(found));
    if (!panel) return;
    this.open({ detail: { name: panel.id } });
    if (found !== panel) found.scrollIntoView({ block: "nearest" });
  }

  open({ detail: { name } }) {
    this.select(this.named(name));
    this.sheet(true);
  }

  toggle(event) {
    event.preventDefault();
    event.stopPropagation();
    this.sheet(!this.opened);
    if (this.opened) this.tabTargets.find((tab) => tab.tabIndex === 0).focus();
  }

  close() {
    if (this.opened) this.openerTarget.focus();
    this.leave();
  }

  leave() {
    this.sheet(false);
  }

  get opened() {
    return this.sideTarget.classList.contains("is-open");
  }

  sheet(open) {
    this.sideTarget.classList.toggle("is-open", open);
    if (this.hasOpenerTarget) this.openerTarget.setAttribute("aria-expanded", open);
  }
}

// Tells which pages were on the screen, where that is told; the page says so beside it. Not how long.
import { Controller } from "@hotwired/stimulus";
import { request } from "../lib/request.js";

const LOOKED = 1500; // milliseconds: what is only scrolled by was not seen
const GATHER = 10000;

export default class extends Controller {
  static values = { url: String };

  connect() {
    this.pages = new Set();
    this.sending = setInterval(() => this.send(), GATHER);
    this.hidden = () => document.hidden && this.send();
    document.addEventListener("visibilitychange", this.hidden);
  }

  disconnect() {
    clearInterval(this.sending);
    clearTimeout(this.looking);
    document.removeEventListener("visibilitychange", this.hidden);
    this.send();
  }

  page({ detail: { number } }) {
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.pages.add(number), LOOKED);
  }

  send() {
    if (this.pages.size === 0) return;
    const body = new URLSearchParams({ pages: [...this.pages].join(",") });
    this.pages.clear();
    request(this.urlValue, { method: "POST", body, keepalive: true }).catch(() => {}); // told with the next ones, or not at all
  }
}

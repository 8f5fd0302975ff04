// What was on the screen for a moment counts as read; told in one request, not per post, and never shown to others.
import { Controller } from "@hotwired/stimulus";
import { request } from "../lib/request.js";

const PAUSE = 1000;

export default class extends Controller {
  static targets = ["post"];
  static values = { url: String };

  initialize() {
    this.seen = new Set();
    this.watcher = new IntersectionObserver((entries) => this.look(entries), { threshold: 0.5 });
  }

  postTargetConnected(element) {
    this.watcher.observe(element);
  }

  postTargetDisconnected(element) {
    this.watcher.unobserve(element);
  }

  disconnect() {
    this.watcher.disconnect();
    this.tell();
  }

  look(entries) {
    if (document.hidden) return;
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      this.seen.add(target.dataset.post);
      this.watcher.unobserve(target);
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), PAUSE);
  }

  tell() {
    clearTimeout(this.timer);
    if (this.seen.size === 0) return;
    const body = new URLSearchParams([...this.seen].map((id) => ["post", id]));
    this.seen.clear();
    request(this.urlValue, { method: "POST", body, keepalive: true }).catch(() => {});
  }
}

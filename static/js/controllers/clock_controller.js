// Tells the server the reader's time zone once, and reloads the words of times when the day has changed under an open page.
import { Controller } from "@hotwired/stimulus";

const MINUTE = 60000;

export default class extends Controller {
  connect() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone && !document.cookie.includes(`tz=${zone}`)) document.cookie = `tz=${zone}; path=/; max-age=31536000; samesite=lax`;
    this.day = new Date().toDateString();
    this.timer = setInterval(() => this.turn(), MINUTE);
  }

  disconnect() {
    clearInterval(this.timer);
  }

  // "10:42" of yesterday becomes a weekday with its time.
  turn() {
    if (new Date().toDateString() === this.day) return;
    this.day = new Date().toDateString();
    const { lang } = document.documentElement;
    for (const time of document.querySelectorAll("time[datetime]")) {
      if (!/^\d{1,2}:\d{2}$/.test(time.textContent)) continue;
      const at = new Date(time.dateTime);
      time.textContent = `${at.toLocaleDateString(lang, { weekday: "short" })} ${time.textContent}`;
    }
  }
}

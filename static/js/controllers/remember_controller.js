// Tells the server what was searched, once its results have been looked at for a moment: the answer waits for nothing,
// and a page that is only passed on the way back is not a search.
import { Controller } from "@hotwired/stimulus";
import { request } from "../lib/request.js";

const LOOKED = 800; // milliseconds

export default class extends Controller {
  static values = { url: String };

  connect() {
    this.leaving = (event) => event.target.closest?.(".hit a") && this.send();
    this.element.addEventListener("click", this.leaving);
  }

  // When the page comes, and again when a filter has changed it.
  urlValueChanged() {
    clearTimeout(this.later);
    if (!document.documentElement.hasAttribute("data-turbo-preview")) this.later = setTimeout(() => this.send(), LOOKED);
  }

  disconnect() {
    clearTimeout(this.later);
    this.element.removeEventListener("click", this.leaving);
  }

  send() {
    clearTimeout(this.later);
    if (this.told === this.urlValue) return;
    this.told = this.urlValue;
    request(this.urlValue, { method: "POST", keepalive: true }).catch(() => {}); // the next search is remembered again
  }
}

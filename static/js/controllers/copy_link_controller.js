// Copies an address and says so.
import { Controller } from "@hotwired/stimulus";
import { words } from "../lib/words.js";

export default class extends Controller {
  copy({ params: { url } }) {
    this.put(url);
  }

  chosen({ detail: { url } }) {
    this.put(url);
  }

  async put(url) {
    const address = new URL(url, window.location).href;
    const done = await navigator.clipboard?.writeText(address).then(() => true, () => false);
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.dataset.controller = "toast";
    toast.textContent = done ? words("copied") : address;
    document.getElementById("toasts").append(toast);
  }
}

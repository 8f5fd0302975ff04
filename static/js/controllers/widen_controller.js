// Asks once before words of the team reach others: copied from where only the team reads, or begun for the team.
import { Controller } from "@hotwired/stimulus";
import { carries, normal, remember, remembered } from "../lib/team_words.js";

export default class extends Controller {
  static targets = ["text"];

  connect() {
    this.begun = "";
    this.last = this.kind();
    this.before = this.last === "team" ? "" : normal(this.textTarget.value);
    this.ending = new AbortController();
    document.addEventListener("copy", () => this.copied(), { signal: this.ending.signal });
    document.addEventListener("cut", () => this.copied(), { signal: this.ending.signal });
  }

  disconnect() {
    this.ending.abort();
  }

  // Out of a text that is being written for the team; elsewhere on the page lib/team_words watches.
  copied() {
    if (document.activeElement !== this.textTarget || this.kind() !== "team") return;
    remember(this.textTarget.value.slice(this.textTarget.selectionStart, this.textTarget.selectionEnd));
  }

  kind() {
    return this.element.querySelector('[name="audience"]:checked')?.parentElement.dataset.aud ?? this.element.dataset.aud;
  }

  // The audience changes under a text: what was written while it was for the team is remembered.
  chosen() {
    const text = normal(this.textTarget.value);
    if (this.last === "team" && text !== this.before) this.begun = text;
    this.last = this.kind();
    this.before = text;
  }

  check(event) {
    const text = this.textTarget.value;
    const dialog = document.getElementById("widen");
    if (!dialog || this.agreed || this.kind() === "team" || !(carries(text, this.begun) || carries(text, remembered()))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = [...this.element.querySelectorAll("button[data-to]")].find((found) => found.checkVisibility());
    this.ask(dialog, text, button);
  }

  ask(dialog, text, button) {
    const deed = dialog.querySelector("[data-deed]");
    dialog.querySelector("[data-line]").textContent = this.readers();
    dialog.querySelector("[data-text]").textContent = text;
    deed.dataset.aud = this.kind();
    deed.textContent = button.textContent;
    dialog.querySelector("[data-keep]").onclick = () => dialog.close();
    deed.onclick = () => {
      dialog.close();
      this.agreed = true;
      this.element.requestSubmit(button);
      this.agreed = false;
      this.begun = "";
    };
    dialog.showModal();
  }

  readers() {
    const lines = [...this.element.querySelectorAll(".composer__to > span:not(.aud-opts)")];
    return lines.find((line) => line.checkVisibility())?.textContent.trim() ?? "";
  }
}

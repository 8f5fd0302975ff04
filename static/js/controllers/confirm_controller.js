// Asks before a deed that cannot be taken back. The button of the dialog repeats the deed; the safe one comes first.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static values = { question: String, detail: String, deed: String };

  ask(event) {
    const dialog = document.getElementById("confirm");
    if (event.type !== "submit" || !dialog || this.agreed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    dialog.querySelector("h2").textContent = this.questionValue;
    dialog.querySelector("[data-detail]").textContent = this.detailValue;
    dialog.querySelector("[data-deed]").textContent = this.deedValue;
    dialog.querySelector("[data-keep]").onclick = () => dialog.close();
    dialog.querySelector("[data-deed]").onclick = () => {
      dialog.close();
      this.agreed = true;
      this.element.requestSubmit(submitter);
      this.agreed = false;
    };
    dialog.showModal();
  }
}

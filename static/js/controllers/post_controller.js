// Tools of one post that need script: quoting it in the reply.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  quote() {
    const chosen = window.getSelection().toString().trim();
    const text = chosen || this.element.querySelector("[data-quote]").innerText;
    document.dispatchEvent(new CustomEvent("composer:quote", { detail: { text } }));
  }
}

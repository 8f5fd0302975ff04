// A comment is about the page one is at: the viewer keeps its number in the address.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["words"];

  place() {
    const field = this.element.querySelector('input[name="page"]');
    const number = new URLSearchParams(window.location.search).get("page");
    if (!field?.value || !/^[1-9]\d{0,8}$/.test(number ?? "")) return; // what has no pages is spoken of as a whole
    field.value = number;
    this.wordsTarget.textContent = this.wordsTarget.dataset.paged.replace("{number}", number);
  }
}

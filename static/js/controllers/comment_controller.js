// A comment is about the page one is at, which the viewer keeps in the address, or about a place that was chosen on a page.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["words", "choose", "unplace"];

  field(name) {
    return this.element.querySelector(`input[name="${name}"]`);
  }

  place() {
    const number = new URLSearchParams(window.location.search).get("page");
    if (!this.field("page")?.value || this.field("x").value) return; // what has no pages is spoken of as a whole
    if (/^[1-9]\d{0,8}$/.test(number ?? "")) this.say("paged", number);
  }

  taken({ detail: { page, x, y } }) {
    this.whole ??= this.field("page").value === "";
    Object.assign(this.field("x"), { value: x });
    Object.assign(this.field("y"), { value: y });
    this.say("placed", page);
    this.placed(true);
    this.element.querySelector('textarea[name="body"]').focus();
  }

  cleared() {
    if (!this.field("x")?.value) return;
    this.field("x").value = "";
    this.field("y").value = "";
    this.placed(false);
    if (!this.whole) return this.say("paged", this.field("page").value);
    this.field("page").value = "";
    return (this.wordsTarget.hidden = true);
  }

  placed(yes) {
    this.chooseTarget.hidden = yes;
    this.unplaceTarget.hidden = !yes;
  }

  say(kind, number) {
    this.field("page").value = number;
    this.wordsTarget.textContent = this.wordsTarget.dataset[kind].replace("{number}", number);
    this.wordsTarget.hidden = false;
  }
}

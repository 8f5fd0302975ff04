// The stage of a file: opens at the word that was looked for.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  connect() {
    this.element.querySelector("mark")?.scrollIntoView({ block: "center" });
  }
}

// One place that says things aloud for parts that have none of their own.
import { Controller } from "@hotwired/stimulus";
import { say } from "../lib/say.js";

export default class extends Controller {
  said({ detail: { text } }) {
    say(this.element, text);
  }
}

// The sixth digit opens the door by itself.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  type({ target }) {
    target.value = target.value.replace(/\D/g, "").slice(0, 6);
    if (target.value.length === 6) target.form.requestSubmit();
  }
}

// The phone's bar: opens the composer to full height.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static values = { form: String };

  open() {
    const form = document.getElementById(this.formValue);
    this.application.getControllerForElementAndIdentifier(form, "composer")?.open();
  }
}

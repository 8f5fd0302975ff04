// Shows the text as it will stand, made by the server like every post.
import { Controller } from "@hotwired/stimulus";
import { request } from "../lib/request.js";

export default class extends Controller {
  static targets = ["text", "shown", "button"];
  static values = { url: String };

  async toggle() {
    const show = this.shownTarget.hidden;
    if (show) {
      const body = new URLSearchParams({ body: this.textTarget.value });
      const answer = await request(this.urlValue, { method: "POST", body }).catch(() => null);
      if (!answer?.ok) return;
      this.shownTarget.innerHTML = await answer.text();
    }
    this.shownTarget.hidden = !show;
    this.textTarget.hidden = show;
    this.buttonTarget.setAttribute("aria-pressed", String(show));
  }
}

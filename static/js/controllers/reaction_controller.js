// A reaction shows at once; when the server refuses, it goes back to what it was.
import { Controller } from "@hotwired/stimulus";
import { renderStreamMessage } from "@hotwired/turbo";
import { STREAM, request } from "../lib/request.js";

export default class extends Controller {
  async toggle(event) {
    event.preventDefault();
    event.stopPropagation();
    const button = this.element.querySelector("button");
    this.flip(button);
    const answer = await request(this.element.action, { method: "POST", body: new FormData(this.element), headers: { Accept: STREAM } }).catch(() => null);
    if (!answer?.ok) this.flip(button);
    else if (answer.headers.get("Content-Type")?.startsWith(STREAM)) renderStreamMessage(await answer.text());
  }

  flip(button) {
    const pressed = button.getAttribute("aria-pressed") === "true";
    const number = Number(button.dataset.number) + (pressed ? -1 : 1);
    button.setAttribute("aria-pressed", String(!pressed));
    button.dataset.number = number;
    button.querySelector("span").textContent = number > 0 ? `${button.dataset.label}, ${number}` : button.dataset.label;
  }
}

// Posts: shown at once as waiting, sent with their own key, then normal, or "Not sent" with both ways on.
import { Controller } from "@hotwired/stimulus";
import { renderStreamMessage, visit } from "@hotwired/turbo";
import { freshKey } from "../lib/key.js";
import { Parcel } from "../lib/parcel.js";
import { words } from "../lib/words.js";

export default class extends Controller {
  static targets = ["pending", "text", "key", "error", "post"];
  static values = { list: String };

  send(event) {
    const list = this.listValue && document.getElementById(this.listValue);
    if (!list) return; // a page of its own answers: the browser sends it
    event.preventDefault();
    event.stopPropagation();
    const row = this.draw(this.textTarget.value, this.to());
    const parcel = new Parcel({ url: this.element.action, body: new FormData(this.element), key: this.keyTarget.value });
    parcel.cards = [...(this.files()?.children ?? [])];
    list.append(row);
    row.scrollIntoView({ block: "nearest" });
    this.empty();
    this.attempt(parcel, row);
  }

  async attempt(parcel, row) {
    this.show(row, true);
    this.element.dispatchEvent(new CustomEvent("outbox:leaving", { bubbles: true }));
    const answer = await parcel.deliver().catch(() => ({ ok: false, lost: true }));
    const heads = answer.ok ? answer.heads : null;
    document.dispatchEvent(new CustomEvent("outbox:answered", { detail: { heads } }));
    if (answer.ok) return this.stored(answer, row);
    return this.failed(parcel, row, refusal(answer), answer);
  }

  stored(answer, row) {
    row.remove();
    if (answer.stream) renderStreamMessage(answer.text);
    else visit(answer.url ?? window.location.href, { action: "replace" });
  }

  failed(parcel, row, reason, answer) {
    this.show(row, false);
    const line = row.querySelector("[data-reason]");
    line.textContent = reason;
    line.hidden = !reason;
    if (answer.stream) renderStreamMessage(answer.text);
    row.querySelector("[data-again]").onclick = () => this.attempt(parcel, row);
    row.querySelector("[data-back]").onclick = () => this.back(parcel, row);
  }

  back(parcel, row) {
    this.textTarget.value = [parcel.body.get("body"), this.textTarget.value].filter(Boolean).join("\n\n");
    this.textTarget.dispatchEvent(new Event("input", { bubbles: true }));
    this.textTarget.focus();
    this.files()?.append(...parcel.cards);
    row.remove();
  }

  draw(text, to) {
    const row = this.pendingTarget.content.firstElementChild.cloneNode(true);
    row.querySelector("[data-body]").textContent = text;
    row.querySelector("[data-waiting] span").textContent = words("waiting", { to });
    row.querySelector("[data-again]").textContent = words("again", { to });
    return row;
  }

  show(row, waiting) {
    row.querySelector("[data-waiting]").hidden = !waiting;
    for (const part of row.querySelectorAll("[data-failed]")) part.hidden = waiting;
    row.querySelector(".post").classList.toggle("post--waiting", waiting);
  }

  to() {
    return this.postTargets.find((button) => button.checkVisibility())?.dataset.to ?? "";
  }

  files() {
    return this.element.querySelector(".composer__files");
  }

  empty() {
    this.keyTarget.value = freshKey();
    this.textTarget.value = "";
    this.files()?.replaceChildren();
    this.errorTarget.hidden = true;
    this.element.classList.remove("is-open");
    this.element.dispatchEvent(new CustomEvent("outbox:taken"));
  }
}

// Why it was not taken; nothing where the answer says it itself, in the form.
function refusal(answer) {
  if (answer.lost) return words("no-line");
  if (answer.stream) return "";
  return words(answer.status === 403 ? "not-allowed" : "not-taken");
}

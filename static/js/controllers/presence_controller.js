// Who has a page of this workspace open now. Told by the socket, never stored, not announced.
import { Controller } from "@hotwired/stimulus";
import { words } from "../lib/words.js";

const MOST = 3;

export default class extends Controller {
  static values = { workspace: String, me: String };

  connect() {
    this.ending = new AbortController();
    const { signal } = this.ending;
    document.addEventListener("live:up", ({ detail: { emit } }) => this.arrive(emit), { signal });
    document.addEventListener("live:down", () => this.element.replaceChildren(), { signal });
    document.addEventListener("live:presence", ({ detail }) => detail.workspace === this.workspaceValue && this.draw(detail.people), { signal });
  }

  disconnect() {
    this.ending.abort();
  }

  arrive(emit) {
    emit("here", { workspace: this.workspaceValue }, (answer) => this.draw(answer?.people ?? []));
  }

  draw(everyone) {
    const people = everyone.filter((person) => person.id !== this.meValue);
    this.element.replaceChildren();
    if (people.length === 0) return;
    const stack = make("span", "avs");
    const number = make("span", "with-icon");
    stack.setAttribute("role", "img");
    stack.setAttribute("aria-label", people.map((person) => person.name).join(", "));
    stack.append(...people.slice(0, MOST).map(avatar));
    if (people.length > MOST) stack.append(make("span", "avs__more", `+${people.length - MOST}`));
    number.append(make("span", "dot dot--live"), words("here", { number: people.length }));
    this.element.append(stack, number);
  }
}

function avatar({ name, company, tone, staff, initials }) {
  const mark = make("span", `av av--s t${tone}${staff ? " av--host" : ""}`, initials.slice(0, 1));
  mark.title = company ? `${name}, ${company}` : name;
  mark.setAttribute("aria-hidden", "true");
  return mark;
}

function make(tag, css, text = "") {
  const element = document.createElement(tag);
  element.className = css;
  element.textContent = text;
  return element;
}

// How an upload looks: its name, its audience, its progress in words and as a bar, and what can be done.
import { words } from "../lib/words.js";
import { standing } from "./said.js";

const SIGNS = { pdf: /\.pdf$/i, sheet: /\.(csv|ods|xlsx?)$/i, image: /\.(gif|heic|jpe?g|png|svg|tiff?|webp)$/i, video: /\.(m4v|mov|mp4|webm)$/i, draw: /\.(dwg|dxf)$/i };

export class Row {
  constructor(item, { pause, resume, remove }) {
    this.item = item;
    this.element = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
    this.part("name").replaceChildren(whole(item.name));
    this.part("name").title = item.goal.path || item.name;
    const sign = this.element.querySelector(".ftype use");
    sign.setAttribute("href", sign.getAttribute("href").replace("i-list", `i-${signOf(item.name)}`));
    this.badge(item.goal.badge);
    this.part("bar").setAttribute("aria-label", words("uploading", { name: item.name }));
    for (const [name, call] of Object.entries({ pause, resume, remove })) this.button(name, () => call(item));
    this.draw = this.draw.bind(this);
    this.leave = this.leave.bind(this);
    item.addEventListener("change", this.draw);
    item.addEventListener("gone", this.leave);
    this.draw();
  }

  draw() {
    const { item } = this;
    const stopped = ["lost", "paused", "signed", "asking"].includes(item.state);
    this.element.dataset.state = item.state;
    this.part("bar").value = item.share;
    this.part("bar").classList.toggle("progress--stopped", stopped);
    this.part("bar").hidden = item.over;
    this.part("state").textContent = standing(item);
    this.part("state").classList.toggle("late", ["lost", "refused", "signed"].includes(item.state));
    this.part("pause").hidden = !["running", "waiting"].includes(item.state);
    this.part("resume").hidden = !stopped;
    this.part("resume").querySelector("[data-words]").textContent = words(item.state === "asking" && !item.handle ? "choose-file" : "resume");
    this.link(item.files[0]);
  }

  leave() {
    this.item.removeEventListener("change", this.draw);
    this.item.removeEventListener("gone", this.leave);
    this.element.remove();
  }

  link(file) {
    if (!file) return;
    const link = Object.assign(document.createElement("a"), { href: file.url });
    link.append(whole(file.name));
    this.part("name").replaceChildren(link);
  }

  badge({ kind, words: name }) {
    const found = document.getElementById("upload-row").content.querySelector(`template[data-badge="${kind}"]`);
    if (!found) return;
    const badge = found.content.firstElementChild.cloneNode(true);
    if (kind === "circle") Object.assign(badge, { title: name }).lastElementChild.append(name);
    this.part("audience").replaceChildren(badge);
  }

  button(name, call) {
    const button = this.part(name);
    button.setAttribute("aria-label", words(`${name}-upload`, { name: this.item.name }));
    button.onclick = call;
  }

  part(name) {
    return this.element.querySelector(`[data-${name}]`);
  }
}

// What stands for a kind of file until the server has looked into it.
function signOf(name) {
  return Object.keys(SIGNS).find((sign) => SIGNS[sign].test(name)) ?? "list";
}

// A long name keeps its end: version and type matter most.
function whole(name) {
  const parts = name.length > 24 ? [name.slice(0, -12), name.slice(-12)] : [name];
  const found = Object.assign(document.createElement("span"), { className: "fn" });
  found.append(...parts.map((text) => Object.assign(document.createElement("span"), { textContent: text })));
  return found;
}

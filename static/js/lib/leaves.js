// The pages of a document: each is fetched when it comes near, as wide as it is shown, and let go when it is far away.
import { drawWords } from "./page_words.js";
import { request } from "./request.js";
import { words } from "./words.js";

const NEAR = "150% 0px";
const AGAIN = 3000; // milliseconds, where the server had too much to do
const TRIES = 8;

export class Leaves {
  constructor({ base, widths, root, ready, bare }) {
    Object.assign(this, { base, widths, ready, bare });
    this.near = watcher((leaf) => this.show(leaf), { root, rootMargin: NEAR });
    this.strip = watcher((link) => this.small(link), {});
  }

  watch(leaves, links = []) {
    leaves.forEach((leaf) => this.near.observe(leaf));
    links.forEach((link) => this.strip.observe(link));
  }

  stop() {
    this.near.disconnect();
    this.strip.disconnect();
  }

  show(leaf) {
    const width = this.width(leaf.clientWidth);
    const shown = Number(leaf.dataset.width ?? 0);
    if (width > shown) this.picture(leaf, width);
    if (!leaf.dataset.words && !this.bare) this.words(leaf); // of what may only be looked at there are no words
  }

  // After the size changed: what is near is drawn as wide as it is shown now.
  again() {
    this.near.disconnect();
    this.watch(document.querySelectorAll(".leaf"));
  }

  width(shown) {
    const wanted = shown * window.devicePixelRatio * (window.visualViewport?.scale ?? 1);
    return this.widths.find((one) => one >= wanted * 0.9) ?? this.widths.at(-1);
  }

  picture(leaf, width, tries = TRIES) {
    leaf.dataset.width = width;
    const image = new Image();
    image.className = "leaf__img";
    image.alt = "";
    image.onload = () => this.put(leaf, image);
    image.onerror = () => this.retry(leaf, width, tries);
    image.src = `${this.base}/pages/${leaf.dataset.page}.webp?width=${width}`;
  }

  put(leaf, image) {
    leaf.querySelectorAll(".leaf__img, .leaf__note").forEach((one) => one.remove());
    leaf.prepend(image);
  }

  async retry(leaf, width, tries) {
    const { status } = await request(`${this.base}/pages/${leaf.dataset.page}.webp?width=${width}`).catch(() => ({ status: 503 }));
    if (status === 503 && tries > 0) return setTimeout(() => leaf.isConnected && this.picture(leaf, width, tries - 1), AGAIN);
    if (status < 400 && tries > 0) return this.picture(leaf, width, 0);
    if (leaf.querySelector(".leaf__img, .leaf__note")) return undefined;
    const note = document.createElement("p");
    note.className = "leaf__note";
    note.textContent = words("not-drawn");
    return leaf.append(note);
  }

  async words(leaf) {
    leaf.dataset.words = "asked";
    const answer = await request(`${this.base}/pages/${leaf.dataset.page}/words`).catch(() => null);
    if (!answer?.ok) return delete leaf.dataset.words;
    drawWords(leaf.querySelector(".leaf__words"), await answer.json());
    leaf.dataset.words = "there";
    return this.ready(leaf);
  }

  small(link) {
    const image = new Image();
    image.alt = "";
    image.src = `${this.base}/pages/${link.dataset.page}.webp?width=${this.widths[0]}`;
    image.onerror = () => image.remove();
    link.querySelector(".thumb").append(image);
    this.strip.unobserve(link);
  }
}

function watcher(come, options) {
  return new IntersectionObserver((seen) => seen.filter((one) => one.isIntersecting).forEach((one) => come(one.target)), options);
}

// Marks the small page of where we are.
export function current(thumb, here) {
  if (here) thumb.setAttribute("aria-current", "page");
  else thumb.removeAttribute("aria-current");
  if (here && thumb.offsetParent) thumb.scrollIntoView({ block: "nearest", inline: "nearest" });
}

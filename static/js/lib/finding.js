// Finding in a document: the server says on which pages words stand and how often; each page then marks them.
import { markWords } from "./page_words.js";
import { request } from "./request.js";

export class Finding {
  constructor({ base, leaf, show, told }) {
    Object.assign(this, { base, leaf, show, told, query: "", pages: [], at: -1, total: 0 });
  }

  async ask(query, page, first = true) {
    this.query = query.trim();
    const answer = this.query ? await request(`${this.base}/find?q=${encodeURIComponent(this.query)}`).catch(() => null) : null;
    this.pages = answer?.ok ? (await answer.json()).pages : [];
    this.total = this.pages.reduce((sum, [, count]) => sum + count, 0);
    document.querySelectorAll('.leaf[data-words="there"]').forEach((leaf) => this.mark(leaf));
    const before = this.pages.filter(([number]) => number < page).reduce((sum, [, count]) => sum + count, 0);
    this.at = this.total === 0 ? -1 : before % this.total;
    this.told(this);
    if (first && this.at >= 0) this.go();
  }

  step(by) {
    if (this.total === 0) return;
    this.at = (this.at + by + this.total) % this.total;
    this.told(this);
    this.go();
  }

  // Page and place in it of where we are.
  place() {
    let left = this.at;
    for (const [number, count] of this.pages) {
      if (left < count) return { number, nth: left };
      left -= count;
    }
    return null;
  }

  go() {
    const place = this.place();
    if (!place) return;
    const leaf = this.leaf(place.number);
    if (leaf?.dataset.words === "there") this.current(leaf, place.nth);
    else this.show(place.number);
  }

  mark(leaf) {
    const places = markWords(leaf.querySelector(".leaf__words"), this.query);
    leaf.places = places;
    const place = this.at >= 0 ? this.place() : null;
    if (place?.number === Number(leaf.dataset.page)) this.current(leaf, place.nth);
  }

  current(leaf, nth) {
    document.querySelectorAll(".leaf__words rect.is-now").forEach((one) => one.classList.remove("is-now"));
    const marks = leaf.places?.[Math.min(nth, leaf.places.length - 1)];
    if (!marks?.length) return this.show(Number(leaf.dataset.page));
    marks.forEach((mark) => mark.classList.add("is-now"));
    return marks[0].scrollIntoView({ block: "center", inline: "nearest" });
  }
}

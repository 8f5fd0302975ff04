// Nothing moves by itself: while the reader has scrolled away or is writing, new rows wait until asked for.
import { endInView, isWriting } from "../lib/place.js";

const NEW = new Set(["append", "prepend"]);

export class Hold {
  constructor({ render, changed }) {
    Object.assign(this, { render, changed, waiting: [] });
  }

  take(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    for (const stream of template.content.querySelectorAll("turbo-stream")) {
      if (this.mustWait(stream)) this.waiting.push(stream);
      else this.put(stream);
    }
    this.changed(this.count());
  }

  mustWait(stream) {
    const target = document.getElementById(stream.getAttribute("target"));
    if (!target) return this.waiting.length > 0;
    const list = target.matches("[data-hold], .posts") && NEW.has(stream.getAttribute("action"));
    return list && (this.waiting.length > 0 || isWriting() || !endInView(target));
  }

  count() {
    return this.waiting.filter((stream) => NEW.has(stream.getAttribute("action"))).length;
  }

  show() {
    for (const stream of this.waiting.splice(0)) this.put(stream);
    this.changed(0);
  }

  // Turbo waits for the next frame before it does anything. A new row takes no focus and can stand there at once.
  put(stream) {
    if (NEW.has(stream.getAttribute("action"))) document.importNode(stream, true).performAction();
    else this.render(stream.outerHTML);
  }
}

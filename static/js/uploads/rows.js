// The rows of one list. `place` gives the list an item belongs into, or nothing.
import { Row } from "./row.js";
import { deeds } from "./window.js";

export class Rows {
  constructor(place) {
    Object.assign(this, { place, rows: new Map() });
  }

  get items() {
    return [...this.rows.keys()];
  }

  add(items) {
    for (const item of items) {
      const list = this.place(item);
      if (!list || this.rows.get(item)?.element.isConnected) continue; // a page that was drawn anew knows no rows
      if (!this.rows.has(item)) this.rows.set(item, new Row(item, deeds));
      list.append(this.rows.get(item).element);
    }
  }

  drop(item) {
    this.rows.get(item)?.leave();
    this.rows.delete(item);
  }

  clear() {
    for (const item of this.items) this.drop(item);
  }
}

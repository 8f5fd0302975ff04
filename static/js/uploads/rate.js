// How fast bytes go, over the last seconds, and how long the rest will take.
const WINDOW = 10_000; // milliseconds looked back on
const ENOUGH = 1500; // milliseconds after which a guess is worth saying

export class Rate {
  constructor(now = () => performance.now()) {
    this.now = now;
    this.seen = [];
  }

  // `sent` is how many bytes have gone altogether. Less than before is a new beginning.
  mark(sent) {
    const at = this.now();
    if (this.seen.length && sent < this.seen.at(-1).sent) this.seen = [];
    this.seen.push({ at, sent });
    while (this.seen.length > 2 && at - this.seen[0].at > WINDOW) this.seen.shift();
  }

  // Bytes a second; 0 until there is something to go by.
  perSecond() {
    const [first, last] = [this.seen[0], this.seen.at(-1)];
    if (!first || last.at - first.at < ENOUGH) return 0;
    return ((last.sent - first.sent) / (last.at - first.at)) * 1000;
  }

  // Seconds until so many more bytes have gone; null while nobody can say.
  left(bytes) {
    const speed = this.perSecond();
    return speed > 0 ? bytes / speed : null;
  }
}

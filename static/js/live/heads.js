// The doorbell protocol, without a page: what is known, what was heard of, and one fetch at a time until both are equal.
// A ring only says "audience, head". Words come through `fetchSince`, where rights are checked; losing a ring loses nothing.
export class Heads {
  constructor({ heads, epoch, fetchSince, apply, restored, moved = () => {}, behind = () => {}, later = (act, wait) => setTimeout(act, wait), hold = 250 }) {
    Object.assign(this, { epoch, fetchSince, apply, restored, moved, behind, later, hold });
    this.known = new Map(Object.entries(heads));
    this.heard = new Map(this.known);
    this.running = false;
    this.planned = false;
    this.failures = 0;
    this.idle = 0;
    this.stopped = false;
  }

  ring(audience, head) {
    if (!this.known.has(audience) || head <= this.heard.get(audience)) return;
    this.heard.set(audience, head);
    this.plan(this.hold);
  }

  // The whole truth at once: after connecting, waking up, coming online, and with every heartbeat.
  compare(heads) {
    for (const [audience, head] of Object.entries(heads)) this.ring(audience, head);
  }

  // Audiences joined since the page was made.
  learn(heads) {
    for (const [audience, head] of Object.entries(heads)) {
      if (this.known.has(audience)) continue;
      this.known.set(audience, head);
      this.heard.set(audience, head);
    }
  }

  late() {
    return [...this.known].filter(([audience, seq]) => this.heard.get(audience) > seq);
  }

  // Without a socket: ask for everything, whatever was heard.
  poll() {
    return this.pull([...this.known]);
  }

  plan(wait) {
    if (this.planned || this.stopped) return;
    this.planned = true;
    this.later(() => {
      this.planned = false;
      this.pull(this.late());
    }, wait);
  }

  stop() {
    this.stopped = true;
  }

  async pull(pairs) {
    if (this.running || this.stopped || pairs.length === 0) return;
    this.running = true;
    const moved = await this.attempt(pairs);
    this.running = false;
    if (moved) this.moved();
    this.failures = moved === null ? this.failures + 1 : 0;
    this.idle = moved ? 0 : this.idle + 1;
    this.behind(this.failures);
    if (this.late().length > 0) this.plan(moved ? 0 : this.pause());
  }

  // Whether anything moved; null when it failed.
  async attempt(pairs) {
    try {
      const answer = await this.fetchSince(pairs);
      if (this.stopped) return false;
      this.epoch ||= answer.epoch; // a portal without any entry has none yet
      if (answer.epoch && answer.epoch !== this.epoch) {
        this.stop();
        this.restored();
        return false;
      }
      this.apply(answer.body);
      return this.advance(pairs, answer.heads);
    } catch {
      return null;
    }
  }

  advance(pairs, heads) {
    let moved = false;
    for (const [audience, seq] of pairs) {
      const head = heads[audience];
      if (head > seq) {
        moved = true;
        this.known.set(audience, head);
        this.heard.set(audience, Math.max(head, this.heard.get(audience)));
      }
    }
    return moved;
  }

  // A ring ahead of what may be read must not become a storm of questions.
  pause() {
    return Math.min(30000, 1000 * 2 ** this.idle);
  }
}

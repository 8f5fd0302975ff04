// The doorbell protocol, without a page: what is known, what was heard of, and one fetch at a time until both are equal.
// A ring only says "audience, head". Words come through `fetchSince`, where rights are checked; losing a ring loses nothing.
const MOST = 100; // audiences in one question: an address must not grow too long

export class Heads {
  constructor({ heads, epoch, fetchSince, apply, restored, moved = () => {}, behind = () => {}, later = (act, wait) => setTimeout(act, wait), hold = 250, own = 1000 }) {
    Object.assign(this, { epoch, fetchSince, apply, restored, moved, behind, later, hold, own });
    this.known = new Map(Object.entries(heads));
    this.heard = new Map(this.known);
    this.sending = 0;
    this.running = false;
    this.planned = false;
    this.failures = 0;
    this.idle = 0;
    this.stopped = false;
  }

  ring(audience, head) {
    if (!this.known.has(audience) || head <= this.heard.get(audience)) return;
    this.heard.set(audience, head);
    this.plan(this.sending ? this.own : head === this.known.get(audience) + 1 ? 0 : this.hold); // the next one at once; after a gap others follow
  }

  // What this page sends rings here too, before its own answer comes: the rings wait for the answer.
  leaving() {
    this.sending += 1;
  }

  // The answer stands on the page; the entries it brought need not be fetched, where none is missing before them.
  answered(heads) {
    this.sending -= 1;
    const next = Object.entries(heads).filter(([audience, seq]) => this.known.get(audience) === seq - 1);
    for (const [audience, seq] of next) this.reach(audience, seq);
    if (next.length > 0) this.moved();
    if (this.sending === 0) this.pull(this.late());
  }

  // The whole truth at once: after connecting, waking up, coming online, and with every heartbeat.
  compare({ heads, epoch }) {
    if (this.anew(epoch)) return this.renew();
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
    const moved = await this.ask(pairs);
    this.running = false;
    if (moved) this.moved();
    this.failures = moved === null ? this.failures + 1 : 0;
    this.idle = moved ? 0 : this.idle + 1;
    this.behind(this.failures);
    if (this.late().length > 0) this.plan(moved ? 0 : this.pause());
  }

  // All of them, some at a time.
  async ask(pairs) {
    let moved = false;
    for (let from = 0; from < pairs.length && moved !== null; from += MOST) {
      const part = await this.attempt(pairs.slice(from, from + MOST));
      moved = part === null ? null : moved || part;
    }
    return moved;
  }

  // Whether anything moved; null when it failed.
  async attempt(pairs) {
    try {
      const answer = await this.fetchSince(pairs);
      if (this.stopped) return false;
      if (this.anew(answer.epoch)) return this.renew();
      this.apply(answer.body);
      return this.advance(pairs, answer.heads);
    } catch {
      return null;
    }
  }

  anew(epoch) {
    this.epoch ||= epoch; // a portal without any entry has none yet
    return Boolean(epoch) && epoch !== this.epoch;
  }

  // The numbers began anew: a backup was restored. Nothing on the page can be trusted.
  renew() {
    if (!this.stopped) this.restored();
    this.stop();
    return false;
  }

  advance(pairs, heads) {
    let moved = false;
    for (const [audience, seq] of pairs) {
      const head = heads[audience];
      if (head > seq) {
        moved = true;
        this.reach(audience, head);
      }
    }
    return moved;
  }

  reach(audience, head) {
    this.known.set(audience, head);
    this.heard.set(audience, Math.max(head, this.heard.get(audience)));
  }

  // A ring ahead of what may be read must not become a storm of questions.
  pause() {
    return Math.min(30000, 1000 * 2 ** this.idle);
  }
}

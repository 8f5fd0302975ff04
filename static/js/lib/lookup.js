// Asks while somebody types: after a pause, one request at a time, and only the newest answer is shown.
export class Lookup {
  // ask(query, signal) gives a promise of an answer; show(answer, query) gets it, or null when there was none.
  constructor({ ask, show, pause = 120, later = (act, wait) => setTimeout(act, wait), never = (timer) => clearTimeout(timer) }) {
    Object.assign(this, { ask, show, pause, later, never, turn: 0, answered: null });
  }

  type(query) {
    this.stop();
    if (query === this.answered) return;
    this.timer = this.later(() => this.now(query), this.pause);
  }

  async now(query) {
    this.stop();
    const turn = this.turn;
    this.asking = new AbortController();
    const answer = await this.ask(query, this.asking.signal).catch(() => null);
    if (turn !== this.turn) return;
    this.answered = answer === null ? null : query;
    this.show(answer, query);
  }

  // What is on its way is out of date from here on, even if its answer cannot be held back any more.
  stop() {
    this.never(this.timer);
    this.asking?.abort();
    this.turn += 1;
  }

  // Whether what is shown answers this query.
  answers(query) {
    return this.answered === query;
  }
}

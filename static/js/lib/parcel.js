// One thing on its way: sent until the server has it, always with the same key, so that it arrives once.
import { STREAM, request } from "./request.js";

const WAITS = [1000, 2000, 4000, 8000];

export class Parcel {
  constructor({ url, body, key, send = request, wait = pause }) {
    Object.assign(this, { url, body, key, send, wait });
  }

  // {ok, text, heads} when the server answered, {ok: false, status, text} when it refused; throws when there is no line for long.
  async deliver() {
    for (const [attempt, delay] of [...WAITS, 0].entries()) {
      try {
        const answer = await this.send(this.url, this.ask());
        if (answer.status < 500 || attempt === WAITS.length) return this.read(answer);
      } catch (error) {
        if (attempt === WAITS.length) throw error;
      }
      await this.wait(delay);
    }
    return { ok: false, status: 0, text: "" };
  }

  ask() {
    return { method: "POST", body: this.body, headers: { Accept: `${STREAM}, text/html;q=0.5`, "Idempotency-Key": this.key } };
  }

  async read(answer) {
    const text = await answer.text();
    const stream = (answer.headers.get("Content-Type") ?? "").startsWith(STREAM);
    const heads = JSON.parse(answer.headers.get("X-Heads") ?? "{}"); // of the entries this text brings
    return { ok: answer.ok, status: answer.status, text, stream, heads, url: answer.redirected ? answer.url : null };
  }
}

// A pause that ends early when the line is back.
function pause(time) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, time);
    globalThis.addEventListener?.("online", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

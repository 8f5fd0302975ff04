import assert from "node:assert/strict";
import { test } from "node:test";
import { Lookup } from "../lib/lookup.js";

// A server that answers when it is told to, and a clock turned by hand.
function world() {
  const asked = [];
  const shown = [];
  const timers = new Map();
  const lookup = new Lookup({
    ask: (query, signal) =>
      new Promise((resolve, reject) => {
        asked.push({ query, signal, answer: (text = query) => resolve(text), fail: () => reject(new Error("line lost")) });
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
    show: (answer, query) => shown.push([answer, query]),
    later: (act, wait) => {
      timers.set(act, wait);
      return act;
    },
    never: (timer) => timers.delete(timer),
  });
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  const tick = async () => {
    const due = [...timers.keys()];
    timers.clear();
    due.forEach((act) => act());
    await settle();
  };
  return { lookup, asked, shown, timers, tick, settle };
}

test("a word typed quickly is asked for once, after the pause", async () => {
  const { lookup, asked, timers, tick } = world();
  for (const query of ["w", "wa", "was", "wash"]) lookup.type(query);
  assert.deepEqual([...timers.values()], [120]);
  await tick();
  assert.deepEqual(asked.map(({ query }) => query), ["wash"]);
});

test("typing on aborts what is on its way at once, and its answer is never shown", async () => {
  const { lookup, asked, shown, tick, settle } = world();
  lookup.type("wash");
  await tick();
  lookup.type("washd");
  assert.equal(asked[0].signal.aborted, true);
  asked[0].answer();
  await settle();
  assert.deepEqual(shown, []);
  await tick();
  asked[1].answer();
  await settle();
  assert.deepEqual(shown, [["washd", "washd"]]);
});

test("an answer that ignores the abort and comes late is dropped", async () => {
  const { lookup, shown, settle } = world();
  const late = [];
  lookup.ask = (query) => new Promise((resolve) => late.push(() => resolve(query)));
  lookup.now("a");
  lookup.now("ab");
  late[1]();
  await settle();
  late[0]();
  await settle();
  assert.deepEqual(shown, [["ab", "ab"]]);
});

test("what is shown answers only the words it was asked for", async () => {
  const { lookup, asked, tick, settle } = world();
  lookup.type("wash");
  await tick();
  asked[0].answer();
  await settle();
  assert.equal(lookup.answers("wash"), true);
  lookup.type("washdown");
  assert.equal(lookup.answers("washdown"), false);
});

test("going back to the words that are shown asks nothing", async () => {
  const { lookup, asked, timers, tick, settle } = world();
  lookup.type("wash");
  await tick();
  asked[0].answer();
  await settle();
  lookup.type("washd");
  lookup.type("wash");
  assert.equal(timers.size, 0);
  assert.equal(asked.length, 1);
});

test("a lost line is said, and the same words may be asked for again", async () => {
  const { lookup, asked, shown, tick, settle } = world();
  lookup.type("wash");
  await tick();
  asked[0].fail();
  await settle();
  assert.deepEqual(shown, [[null, "wash"]]);
  lookup.type("wash");
  await tick();
  assert.equal(asked.length, 2);
});

test("after closing nothing is shown any more", async () => {
  const { lookup, asked, shown, timers, tick, settle } = world();
  lookup.type("wash");
  await tick();
  lookup.stop();
  asked[0].answer();
  await settle();
  assert.deepEqual(shown, []);
  assert.equal(timers.size, 0);
});

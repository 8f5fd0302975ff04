import assert from "node:assert/strict";
import { test } from "node:test";
import { Heads } from "../live/heads.js";

// A server with streams of numbered entries, a clock turned by hand, and a page that collects what it is shown.
function world({ heads, fail = () => false, epoch = "e1" } = {}) {
  const server = { heads: { ...heads }, epoch, asked: [], open: 0, most: 0 };
  const timers = [];
  const shown = [];
  const page = new Heads({
    heads,
    epoch: "e1",
    later: (act, wait) => timers.push({ act, wait }),
    restored: () => shown.push("restored"),
    apply: (body) => shown.push(...body),
    async fetchSince(pairs) {
      server.asked.push(pairs.map(([name, seq]) => `${name}:${seq}`).join(" "));
      server.open += 1;
      server.most = Math.max(server.most, server.open);
      await Promise.resolve();
      server.open -= 1;
      if (fail(server.asked.length)) throw new Error("line lost");
      const body = pairs.flatMap(([name, seq]) =>
        Array.from({ length: Math.max(0, (server.heads[name] ?? 0) - seq) }, (_, n) => `${name}${seq + n + 1}`),
      );
      const answered = Object.fromEntries(pairs.filter(([name]) => name in server.heads).map(([name]) => [name, server.heads[name]]));
      return { body, heads: answered, epoch: server.epoch };
    },
  });
  const tick = async () => {
    timers.splice(0).forEach(({ act }) => act());
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const write = (name, count = 1) => (server.heads[name] += count);
  return { server, page, shown, timers, tick, write };
}

test("a ring fetches what was missed, once, and advances", async () => {
  const { server, page, shown, tick, write } = world({ heads: { a: 4 } });
  write("a", 2);
  page.ring("a", 6);
  await tick();
  assert.deepEqual(shown, ["a5", "a6"]);
  assert.deepEqual(server.asked, ["a:4"]);
  assert.equal(page.known.get("a"), 6);
});

test("the next entry is asked for at once, and what rings with it in the same request", async () => {
  const { server, page, shown, timers, tick, write } = world({ heads: { a: 0, b: 0 } });
  for (let head = 1; head <= 5; head += 1) {
    write("a");
    page.ring("a", head);
  }
  write("b");
  page.ring("b", 1);
  assert.equal(timers.length, 1);
  assert.equal(timers[0].wait, 0);
  await tick();
  assert.deepEqual(server.asked, ["a:0 b:0"]);
  assert.equal(shown.length, 6);
});

test("after a gap the page holds back: what is missing may ring too", async () => {
  const { server, page, timers, tick, write } = world({ heads: { a: 0 } });
  write("a", 3);
  page.ring("a", 3);
  assert.deepEqual(timers.map(({ wait }) => wait), [250]);
  await tick();
  assert.deepEqual(server.asked, ["a:0"]);
});

test("a ring for what is known, or for an audience not on the page, asks nothing", async () => {
  const { server, page, tick } = world({ heads: { a: 4 } });
  page.ring("a", 4);
  page.ring("a", 3);
  page.ring("elsewhere", 99);
  await tick();
  assert.deepEqual(server.asked, []);
});

test("never two fetches at once; a ring in between is answered by a second one", async () => {
  const { server, page, shown, tick, write } = world({ heads: { a: 0 } });
  write("a");
  const first = page.pull([["a", 0]]);
  page.ring("a", 2);
  page.poll();
  await first;
  write("a");
  await tick();
  assert.equal(server.most, 1);
  assert.deepEqual(shown, ["a1", "a2"]);
});

test("a lost ring costs nothing: the heartbeat compares heads", async () => {
  const { page, shown, tick, write } = world({ heads: { a: 0, b: 7 } });
  write("a", 3);
  page.compare({ heads: { a: 3, b: 7 }, epoch: "e1" });
  await tick();
  assert.deepEqual(shown, ["a1", "a2", "a3"]);
});

test("a failed fetch moves nothing and is tried again, slower each time", async () => {
  const { page, shown, timers, tick, write } = world({ heads: { a: 0 }, fail: (attempt) => attempt <= 2 });
  write("a");
  page.ring("a", 1);
  await tick();
  assert.deepEqual(shown, []);
  assert.equal(page.known.get("a"), 0);
  assert.equal(timers[0].wait, 2000);
  await tick();
  assert.equal(timers[0].wait, 4000);
  await tick();
  assert.deepEqual(shown, ["a1"]);
  assert.equal(page.failures, 0);
});

test("heads advance only after the words are on the page", async () => {
  const { page, tick, write } = world({ heads: { a: 0 } });
  page.apply = () => {
    throw new Error("broken page");
  };
  write("a");
  page.ring("a", 1);
  await tick();
  assert.equal(page.known.get("a"), 0);
});

test("a ring ahead of the server does not spin", async () => {
  const { server, page, timers, tick } = world({ heads: { a: 0 } });
  page.ring("a", 1);
  await tick();
  assert.equal(server.asked.length, 1);
  assert.equal(timers.length, 1);
  assert.ok(timers[0].wait >= 1000);
});

test("another epoch reloads the page and shows nothing of it", async () => {
  const { page, shown, tick, write } = world({ heads: { a: 5 }, epoch: "e2" });
  write("a");
  page.ring("a", 6);
  await tick();
  assert.deepEqual(shown, ["restored"]);
  assert.equal(page.stopped, true);
});

test("another epoch in the heartbeat reloads the page, once, though no head is ahead", async () => {
  const { server, page, shown, tick } = world({ heads: { a: 5 } });
  page.compare({ heads: { a: 2 }, epoch: "e2" });
  page.compare({ heads: { a: 2 }, epoch: "e2" });
  await tick();
  assert.deepEqual(shown, ["restored"]);
  assert.deepEqual(server.asked, []);
});

test("somebody in very many audiences asks in several questions, none too long", async () => {
  const heads = Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`w${n}.`, 0]));
  const { server, page, shown, tick, write } = world({ heads });
  for (const name of Object.keys(heads)) write(name);
  await page.poll();
  await tick();
  assert.deepEqual(server.asked.map((asked) => asked.split(" ").length), [100, 100, 50]);
  assert.equal(shown.length, 250);
});

test("a page that was left asks nothing and shows nothing any more", async () => {
  const { server, page, shown, tick, write } = world({ heads: { a: 0 } });
  write("a");
  page.ring("a", 1);
  page.stop();
  await tick();
  await page.poll();
  assert.deepEqual(server.asked, []);
  assert.deepEqual(shown, []);
});

test("an audience the server is silent about stays where it was, and is asked for ever more rarely", async () => {
  const { server, page, timers, tick } = world({ heads: { a: 0, b: 3 } });
  delete server.heads.b;
  page.ring("b", 4);
  const waits = [];
  for (let turn = 0; turn < 8; turn += 1) {
    await tick();
    waits.push(timers[0].wait);
  }
  assert.equal(page.known.get("b"), 3);
  assert.deepEqual(waits, [2000, 4000, 8000, 16000, 30000, 30000, 30000, 30000]);
});

test("whatever is lost, doubled or late, every entry is shown once and in order", async () => {
  let seed = 20261119;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const { page, shown, tick, write } = world({ heads: { a: 0, b: 0, c: 0 }, fail: () => random() < 0.3 });
  const heads = { a: 0, b: 0, c: 0 };
  for (let step = 0; step < 400; step += 1) {
    const name = "abc"[Math.floor(random() * 3)];
    write(name);
    heads[name] += 1;
    if (random() < 0.6) page.ring(name, heads[name]);
    if (random() < 0.2) page.ring(name, heads[name] - 1);
    if (random() < 0.1) page.compare({ heads, epoch: "e1" });
    if (random() < 0.4) await tick();
  }
  page.compare({ heads, epoch: "e1" });
  for (let turn = 0; turn < 60; turn += 1) await tick();
  for (const [name, head] of Object.entries(heads)) {
    const seen = shown.filter((entry) => entry.startsWith(name));
    assert.deepEqual(seen, Array.from({ length: head }, (_, n) => `${name}${n + 1}`));
  }
});

test("what this page sent itself comes with the answer and is not fetched again", async () => {
  const { server, page, timers, tick, write } = world({ heads: { a: 4 } });
  page.leaving();
  write("a");
  page.ring("a", 5);
  assert.equal(timers[0].wait, 1000);
  page.answered({ a: 5 });
  await tick();
  assert.deepEqual(server.asked, []);
  assert.equal(page.known.get("a"), 5);
});

test("what others wrote before or meanwhile is fetched, although the answer is further on", async () => {
  const { shown, page, tick, write } = world({ heads: { a: 4, b: 0 } });
  page.leaving();
  write("a", 2);
  write("b");
  page.ring("a", 6);
  page.ring("b", 1);
  page.answered({ a: 6 });
  await tick();
  assert.deepEqual(shown, ["a5", "a6", "b1"]);
});

test("an answer that brings nothing lets the rings through", async () => {
  const { shown, page, tick, write } = world({ heads: { a: 4 } });
  page.leaving();
  write("a");
  page.ring("a", 5);
  page.answered({});
  await tick();
  assert.deepEqual(shown, ["a5"]);
});

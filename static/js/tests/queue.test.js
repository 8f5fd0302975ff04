import assert from "node:assert/strict";
import { test } from "node:test";
import { Queue } from "../uploads/queue.js";

Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
const GOAL = { endpoint: "/w/x/uploads", audience: "a", folder: "", badge: {} };

// A queue whose line does only what the test lets it do.
function scene(kept = []) {
  const [calls, waits, dropped] = [[], [], []];
  const line = {
    send: (item, told) => (calls.push({ item, told, stopped: false }), () => (calls.at(-1).stopped = true)),
    outcome: async () => ({ state: "done", files: [{ id: "f", name: "n", url: "/f" }] }),
    forget: async (item) => dropped.push(item.name),
  };
  const keeper = { save() {}, keep() {}, drop() {}, restore: async () => kept };
  const queue = new Queue({ line, keeper, later: (call, wait) => waits.push({ call, wait }) });
  return { queue, calls, waits, dropped, line };
}

function file(name, size = 10) {
  return { file: { name, size, lastModified: 1 } };
}

test("three go at once, and the next when one is done", async () => {
  const { queue, calls } = scene();
  queue.add(["a", "b", "c", "d"].map((name) => file(name)), GOAL);
  assert.deepEqual(calls.map(({ item }) => item.name), ["a", "b", "c"]);
  await calls[0].told.whole();
  await Promise.resolve();
  assert.equal(queue.items[0].state, "done");
  assert.deepEqual(calls.map(({ item }) => item.name), ["a", "b", "c", "d"]);
});

test("a lost line is tried again by itself, each time later, until bytes go again", () => {
  const { queue, calls, waits } = scene();
  const [item] = queue.add([file("a", 100)], GOAL);
  for (const wait of [500, 1000, 2000]) {
    calls.at(-1).told.failed(0, "");
    assert.equal(item.state, "lost");
    assert.equal(waits.at(-1).wait, wait);
    waits.at(-1).call();
  }
  calls.at(-1).told.moved(50);
  assert.deepEqual([item.state, item.tries, item.share], ["running", 0, 50]);
});

test("what is refused says why and lets others go", () => {
  const { queue, calls } = scene();
  const [item] = queue.add([file("a")], GOAL);
  calls[0].told.failed(413, "This has 5 GB. There are 2 GB left.");
  assert.deepEqual([item.state, item.error, queue.busy], ["refused", "This has 5 GB. There are 2 GB left.", false]);
});

test("whoever is signed out goes on when they are back", () => {
  const { queue, calls } = scene();
  queue.me = "maya";
  const [item] = queue.add([file("a")], GOAL);
  calls[0].told.failed(401, "");
  assert.equal(item.state, "signed");
  queue.open("maya");
  assert.equal(item.state, "running");
});

test("another person's page sends nothing of the first", () => {
  const { queue, calls } = scene();
  queue.me = "maya";
  queue.add([file("a")], GOAL);
  queue.open("daniel");
  assert.equal(calls[0].stopped, true);
  assert.deepEqual(queue.items, []);
});

test("pausing frees its place, and removing ends it on the server", () => {
  const { queue, calls, dropped } = scene();
  const [first] = queue.add(["a", "b", "c", "d"].map((name) => file(name)), GOAL);
  queue.pause(first);
  assert.equal(calls.at(-1).item.name, "d");
  queue.remove(first);
  assert.deepEqual([dropped, queue.items.length], [["a"], 3]);
});

test("a file chosen again after a reload goes on where it was; another one begins anew", async () => {
  const { queue, calls } = scene();
  const [lost] = queue.add([file("a", 100)], GOAL);
  queue.settle(lost, "/w/x/uploads/1");
  queue.stop(lost);
  lost.to("asking", { file: null });
  const [same] = queue.add([file("a", 100)], GOAL);
  assert.equal(same, lost);
  assert.equal(calls.at(-1).item.url, "/w/x/uploads/1");
  queue.stop(lost);
  lost.to("asking", { file: null });
  const [other] = queue.add([file("a", 100)], { ...GOAL, audience: "b" });
  assert.notEqual(other, lost);
});

test("the line that is back wakes who waits, and a silent one is given up", () => {
  const { queue, calls } = scene();
  const [item] = queue.add([file("a", 100)], GOAL);
  calls[0].told.failed(0, "");
  queue.wake();
  assert.equal(item.state, "running");
  item.at = Date.now() - 60_000;
  queue.look();
  assert.equal(item.state, "lost");
});

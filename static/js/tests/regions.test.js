import assert from "node:assert/strict";
import { test } from "node:test";
import { Heads } from "../live/heads.js";
import { Regions } from "../live/regions.js";

const silent = { apply() {}, restored() {}, later() {} };

test("an audience joined later is followed from then on, and one known is not set back", async () => {
  const asked = [];
  const heads = new Heads({ ...silent, heads: { a: 5 }, epoch: "e", fetchSince: async (pairs) => asked.push(pairs) && { heads: {} } });
  heads.learn({ a: 3, b: 7 });
  await heads.poll();
  assert.deepEqual(asked, [[["a", 5], ["b", 7]]]);
});

test("the page is told once after each answer that moved something", async () => {
  let told = 0;
  const answers = [{ heads: { a: 6 } }, { heads: { a: 6 } }];
  const heads = new Heads({ ...silent, heads: { a: 5 }, epoch: "e", moved: () => (told += 1), fetchSince: async () => answers.shift() });
  await heads.poll();
  await heads.poll();
  assert.equal(told, 1);
});

test("the first entry of a portal is no restore", async () => {
  let restored = 0;
  const heads = new Heads({ ...silent, heads: { a: 0 }, epoch: "", restored: () => (restored += 1), fetchSince: async () => ({ heads: { a: 1 }, epoch: "e" }) });
  await heads.poll();
  assert.equal(restored, 0);
  assert.equal(heads.epoch, "e");
});

function pages() {
  const asked = [];
  globalThis.window = { location: { href: "/" }, scrollY: 0 };
  const taken = [];
  const regions = new Regions({ fetchPage: () => new Promise((answer) => asked.push(answer)), known() {}, gone: () => taken.push("gone"), changed() {} });
  regions.take = (page) => taken.push(page);
  return { asked, taken, regions };
}

test("news during a refresh is followed by another, and only the later counts", async () => {
  const { asked, taken, regions } = pages();
  const first = regions.refresh();
  const second = regions.refresh();
  asked[1]({ document: "new" });
  asked[0]({ document: "old" });
  await Promise.all([first, second]);
  assert.deepEqual(taken, ["new"]);
});

test("a page that was left takes nothing in", async () => {
  const { asked, taken, regions } = pages();
  const under = regions.refresh();
  regions.stop();
  asked[0]({ document: "late" });
  await under;
  assert.deepEqual(taken, []);
});

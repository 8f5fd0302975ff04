import assert from "node:assert/strict";
import { test } from "node:test";
import { known, remember } from "../lib/recent.js";

test("what was opened last comes first, and once", () => {
  assert.deepEqual(remember(["file:b", "thread:a"], "thread:a"), ["thread:a", "file:b"]);
});

test("six are kept", () => {
  const list = ["a", "b", "c", "d", "e", "f"].map((name) => `thread:${name}`);
  assert.deepEqual(remember(list, "file:g"), ["file:g", ...list.slice(0, 5)]);
});

test("words, addresses and broken stores are not kept", () => {
  assert.deepEqual(remember(null, "thread:a"), ["thread:a"]);
  assert.deepEqual(remember(["thread:a"], undefined), ["thread:a"]);
  assert.deepEqual(remember(["thread:a"], "What may we offer?"), ["thread:a"]);
  assert.deepEqual(known({ length: 3 }), []);
  assert.deepEqual(known(["thread:a", 7, null, "/w/x/threads/y", "thread:a b"]), ["thread:a"]);
});

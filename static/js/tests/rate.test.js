import assert from "node:assert/strict";
import { test } from "node:test";
import { Rate } from "../uploads/rate.js";

test("speed is that of the last seconds, and unknown at first", () => {
  let now = 0;
  const rate = new Rate(() => now);
  rate.mark(0);
  assert.equal(rate.left(100), null);
  for (const second of [1, 2, 3]) {
    now = second * 1000;
    rate.mark(second * 100);
  }
  assert.equal(rate.perSecond(), 100);
  assert.equal(rate.left(500), 5);
  for (const second of [14, 20, 25]) {
    now = second * 1000;
    rate.mark(300 + second);
  }
  assert.ok(rate.perSecond() < 5);
});

test("going back to what the server has is a new beginning", () => {
  let now = 0;
  const rate = new Rate(() => now);
  rate.mark(500);
  now = 5000;
  rate.mark(100);
  assert.equal(rate.perSecond(), 0);
});

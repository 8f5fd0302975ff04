import assert from "node:assert/strict";
import { test } from "node:test";
import { carries } from "../lib/team_words.js";

const COPIED = "15,200 each for two, not below. Offer it once, in writing.";

test("words copied from the team are recognised whole, in part, and across line breaks", () => {
  assert.ok(carries(`As agreed: ${COPIED}`, COPIED));
  assert.ok(carries("Hello,\nOffer it once,\nin writing. Thanks", COPIED));
  assert.ok(carries("15,200 each for two", COPIED));
});

test("other words, and very short ones, are not", () => {
  assert.ok(!carries("We will send the offer tomorrow.", COPIED));
  assert.ok(!carries("Yes", COPIED));
  assert.ok(!carries("Anything at all", ""));
});

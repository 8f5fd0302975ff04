import assert from "node:assert/strict";
import { test } from "node:test";
import { applyMark, quoted } from "../lib/marks.js";

test("bold goes around what is chosen, and off again", () => {
  const once = applyMark("bold", "say it now", 4, 6);
  assert.equal(once.text, "say **it** now");
  assert.equal(applyMark("bold", once.text, once.start, once.end).text, "say it now");
});

test("a list marks every chosen line, from its beginning", () => {
  assert.equal(applyMark("list", "one\ntwo\nthree", 1, 6).text, "- one\n- two\nthree");
  assert.equal(applyMark("list", "- one\n- two", 0, 11).text, "one\ntwo");
});

test("a link takes the words, or the address, that are chosen", () => {
  assert.equal(applyMark("link", "see page", 4, 8).text, "see [page](https://)");
  assert.equal(applyMark("link", "https://a.example/x", 0, 19).text, "[](https://a.example/x)");
});

test("a mention stands after a space", () => {
  assert.equal(applyMark("mention", "hello", 5, 5).text, "hello @");
  assert.equal(applyMark("mention", "", 0, 0).text, "@");
});

test("a quote marks every line and leaves room below", () => {
  assert.equal(quoted("one\n\ntwo"), "> one\n>\n> two\n\n");
});

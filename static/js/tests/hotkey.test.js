import assert from "node:assert/strict";
import { test } from "node:test";
import { asksForSearch, wantsNewTab } from "../lib/hotkey.js";

const free = { typing: false, letters: true };
const press = (key, held = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

test("Ctrl K and Cmd K ask for the search, even while typing and with single keys off", () => {
  assert.equal(asksForSearch(press("k", { ctrlKey: true }), { typing: true, letters: false }), true);
  assert.equal(asksForSearch(press("K", { metaKey: true }), { typing: true, letters: false }), true);
});

test("other chords with K belong to the browser, and K alone to the list", () => {
  assert.equal(asksForSearch(press("k", { ctrlKey: true, shiftKey: true }), free), false);
  assert.equal(asksForSearch(press("k", { ctrlKey: true, altKey: true }), free), false);
  assert.equal(asksForSearch(press("k"), free), false);
});

test("a slash asks for it only when nobody is typing and single keys are on", () => {
  assert.equal(asksForSearch(press("/"), free), true);
  assert.equal(asksForSearch(press("/", { shiftKey: true }), free), true); // where it lies on Shift 7
  assert.equal(asksForSearch(press("/"), { typing: true, letters: true }), false);
  assert.equal(asksForSearch(press("/"), { typing: false, letters: false }), false);
});

test("a click for another tab is left to the browser", () => {
  assert.equal(wantsNewTab({ type: "click", ctrlKey: true }), true);
  assert.equal(wantsNewTab({ type: "click", ctrlKey: false, metaKey: false, shiftKey: false }), false);
  assert.equal(wantsNewTab({ type: "keydown", ctrlKey: true }), false);
});

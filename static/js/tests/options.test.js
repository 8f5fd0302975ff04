import assert from "node:assert/strict";
import { test } from "node:test";
import { Options } from "../lib/options.js";

// Just enough of an element for a list of options: attributes and an id.
function element(id = "") {
  const held = {};
  return {
    id,
    held,
    setAttribute: (name, value) => (held[name] = value),
    removeAttribute: (name) => delete held[name],
    scrollIntoView: () => (held.seen = true),
  };
}

function combobox(count) {
  const field = element();
  const options = Array.from({ length: count }, () => element());
  const list = { id: "palette-list", querySelectorAll: () => options, addEventListener: (_, act) => (list.move = act) };
  const box = new Options(field, list);
  box.reset();
  return { field, options, list, box };
}

test("the first option is chosen, and the field says which it is", () => {
  const { field, options, box } = combobox(3);
  assert.equal(field.held["aria-activedescendant"], "palette-list-0");
  assert.equal(box.chosen(), options[0]);
});

test("arrows go round at both ends, one option at a time is selected, and it is scrolled to", () => {
  const { field, options, box } = combobox(3);
  box.move(-1);
  assert.equal(field.held["aria-activedescendant"], "palette-list-2");
  assert.deepEqual(options.map(({ held }) => held["aria-selected"]), ["false", "false", "true"]);
  assert.equal(options[2].held.seen, true);
  box.move(1);
  assert.equal(box.chosen(), options[0]);
});

test("an empty list chooses nothing and points nowhere", () => {
  const { field, box } = combobox(0);
  box.move(1);
  assert.equal(box.chosen(), null);
  assert.equal("aria-activedescendant" in field.held, false);
});

test("the pointer chooses what it is over; beside the options nothing changes", () => {
  const { options, list, box } = combobox(3);
  list.move({ target: { closest: () => options[1] } });
  assert.equal(box.chosen(), options[1]);
  list.move({ target: { closest: () => null } });
  assert.equal(box.chosen(), options[1]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { Parcel } from "../lib/parcel.js";

function answer(status, text = "") {
  return { status, ok: status < 400, redirected: false, headers: new Headers({ "Content-Type": "text/vnd.turbo-stream.html" }), text: async () => text };
}

function parcel(answers) {
  const keys = [];
  const waits = [];
  const send = async (_url, { headers }) => {
    keys.push(headers["Idempotency-Key"]);
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  return { keys, waits, sent: new Parcel({ url: "/x", body: null, key: "k1", send, wait: async (time) => waits.push(time) }) };
}

test("a lost line and a busy server are tried again with the same key", async () => {
  const { sent, keys, waits } = parcel([new Error("line"), answer(503), answer(200, "done")]);
  assert.equal((await sent.deliver()).text, "done");
  assert.deepEqual(keys, ["k1", "k1", "k1"]);
  assert.deepEqual(waits, [1000, 2000]);
});

test("a refusal is an answer and is not tried again", async () => {
  const { sent, keys } = parcel([answer(422, "no")]);
  assert.deepEqual(await sent.deliver().then(({ ok, status }) => ({ ok, status })), { ok: false, status: 422 });
  assert.equal(keys.length, 1);
});

test("after five times without a line it says so", async () => {
  const { sent, keys } = parcel(Array.from({ length: 5 }, () => new Error("line")));
  await assert.rejects(sent.deliver(), /line/);
  assert.equal(keys.length, 5);
});

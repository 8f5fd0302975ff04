// What a reload must not lose: a line for each upload, and the file itself where the browser gives a handle or it is small.
import { kept, keep as put } from "../lib/store.js";
import { Item } from "./item.js";

const SMALL = 32 * 1024 * 1024; // bytes of a file that is kept whole
const [NAME, STORE] = ["uploads", "files"];

export function save(me, items) {
  put(place(me), items.filter((item) => !item.over).map((item) => item.record()));
}

export async function keep(item) {
  hold(item.key);
  item.handle = await item.handle;
  const held = item.handle ?? (item.size <= SMALL ? item.file : null);
  if (held) await files((store) => store.put(held, item.key));
}

export function drop(me, items, item) {
  save(me, items);
  files((store) => store.delete(item.key));
}

// The uploads that were under way when this window was last closed, but for those another window has.
export async function restore(me) {
  const found = await Promise.all((kept(place(me)) ?? []).map(brought));
  return found.filter(Boolean);
}

// The file of an item that lost it: by its handle, if the person agrees; else it must be chosen again.
export async function again(item) {
  if ((await item.handle?.requestPermission?.({ mode: "read" })) !== "granted") return null;
  return item.handle.getFile().catch(() => null);
}

async function brought(record) {
  if (!(await hold(record.key))) return null;
  const item = new Item({ ...record, state: "asking" });
  const held = await files((store) => store.get(record.key));
  const found = record.paused ? "paused" : "waiting";
  if (held instanceof Blob) return Object.assign(item, { file: held, state: found });
  item.handle = held ?? null;
  if ((await held?.queryPermission?.({ mode: "read" })) === "granted") {
    item.file = await held.getFile().catch(() => null);
    if (item.file) item.state = found;
  }
  return item;
}

// Whether no other window has it; it is this one's as long as the window lives. Plain http knows no locks.
function hold(key) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(`upload:${key}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock && new Promise(() => {});
    });
  });
}

// A browser that refuses storage just forgets.
function files(call) {
  return new Promise((resolve) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => resolve(null);
    opening.onsuccess = () => {
      const doing = call(opening.result.transaction(STORE, "readwrite").objectStore(STORE));
      doing.onsuccess = () => (opening.result.close(), resolve(doing.result));
      doing.onerror = () => (opening.result.close(), resolve(null));
    };
  }).catch(() => null);
}

function place(me) {
  return `uploads:${me}`;
}

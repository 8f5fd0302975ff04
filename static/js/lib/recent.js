// What was opened from the search, newest first. Only names of rows ("thread:…") stay on this device, never their words:
// the server says what of them may still be seen.
import { keep, kept } from "./store.js";

const MOST = 6;
const SHAPE = /^[a-z]+:[a-z0-9]{1,32}$/;

export function remember(list, item) {
  if (!SHAPE.test(item ?? "")) return known(list);
  return [item, ...known(list).filter((each) => each !== item)].slice(0, MOST);
}

// A list as it was stored, or nothing when somebody tampered with it.
export function known(list) {
  return Array.isArray(list) ? list.filter((each) => typeof each === "string" && SHAPE.test(each)).slice(0, MOST) : [];
}

export function opened(item) {
  keep(place(), remember(kept(place()), item));
}

export function recent() {
  return known(kept(place()));
}

// Two people on one device do not meet each other's.
function place() {
  return `recent:${document.body.dataset.me ?? ""}`;
}

// Remembers, in this tab only, words copied where only the team reads.
const KEY = "team-words";
const SHORTEST = 12;

export function remember(text) {
  const words = normal(text);
  if (words.length >= SHORTEST) sessionStorage.setItem(KEY, words.slice(0, 4000));
}

export function remembered(storage = globalThis.sessionStorage) {
  return storage?.getItem(KEY) ?? "";
}

// Whether a text carries words of the team: the copied ones, or a good part of them.
export function carries(text, copied) {
  const inside = normal(text);
  if (copied.length < SHORTEST || inside.length < SHORTEST) return false;
  if (inside.includes(copied) || copied.includes(inside)) return true;
  return copied.split(/(?<=[.!?])\s/).some((sentence) => sentence.length >= SHORTEST && inside.includes(sentence));
}

export function normal(text) {
  return text.replace(/\s+/g, " ").trim();
}

// Every copy out of a place that only the team reads, on any page.
export function watchCopies() {
  const copied = () => {
    const chosen = window.getSelection();
    if (chosen.anchorNode?.parentElement?.closest("[data-aud]")?.dataset.aud === "team") remember(chosen.toString());
  };
  document.addEventListener("copy", copied);
  document.addEventListener("cut", copied);
}

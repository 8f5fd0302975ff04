import { isTyping } from "./place.js";

// Which key asks for the search: Ctrl K or Cmd K always, "/" while nobody is typing and single keys are on.
export function asksForSearch(event, { typing, letters }) {
  const held = event.ctrlKey || event.metaKey;
  if (event.key.toLowerCase() === "k") return held && !event.altKey && !event.shiftKey;
  return event.key === "/" && !held && !event.altKey && letters && !typing;
}

// A click that asks for another tab or window.
export function wantsNewTab(event) {
  return event.type === "click" && (event.ctrlKey || event.metaKey || event.shiftKey);
}

// Whether a single key is for the page: nobody holds another one, types, or answers a question.
export function free(event) {
  const held = event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented;
  return !held && !isTyping(event.target) && !document.querySelector("dialog[open]");
}

// Whether the person wants single keys to do something.
export function lettersOn() {
  return document.body.dataset.shortcutsLettersValue !== "false";
}

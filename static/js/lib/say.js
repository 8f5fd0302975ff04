// Says a sentence to screen readers through a polite status element.
export function say(element, text) {
  if (!element) return;
  element.textContent = "";
  requestAnimationFrame(() => (element.textContent = text));
}

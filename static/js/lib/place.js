// Where a reader is, and what they are doing.
export function inView(element) {
  const box = element.getBoundingClientRect();
  return box.height > 0 && box.top >= 0 && box.bottom <= window.innerHeight;
}

export function endInView(list, slack = 160) {
  return list.getBoundingClientRect().bottom <= window.innerHeight + slack;
}

export function isTyping(target) {
  return Boolean(target?.closest?.('input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable="true"]'));
}

export function isWriting() {
  const field = document.activeElement;
  return field instanceof HTMLTextAreaElement && field.value.trim() !== "";
}

// A key that leads into a field: the next letters replace what stands there.
export function enter(event, field) {
  event.preventDefault();
  field.focus();
  field.select();
}

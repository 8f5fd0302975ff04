// Numbers on pages: where they are is kept as shares of the page, so that its size does not matter.
const FINE = 1e5;

export function shareOf(leaf, clientX, clientY) {
  const box = leaf.getBoundingClientRect();
  return { x: share((clientX - box.left) / box.width), y: share((clientY - box.top) / box.height) };
}

export function share(value) {
  return Math.round(Math.min(1, Math.max(0, value)) * FINE) / FINE;
}

export function put(pin, { x, y }) {
  const place = pin.querySelector("svg");
  place.setAttribute("x", `${x * 100}%`);
  place.setAttribute("y", `${y * 100}%`);
}

export function bare(blank) {
  return blank.content.querySelector("a").cloneNode(true);
}

// A number drawn from the page's template for the comment that a link in the list names.
export function drawn(blank, { id, number, name, x, y }, url) {
  const pin = bare(blank);
  pin.id = `mark-${id}`;
  pin.dataset.id = id;
  pin.setAttribute("href", url);
  pin.setAttribute("aria-label", pin.getAttribute("aria-label").replace("{number}", number).replace("{name}", name));
  pin.querySelector("text").textContent = number;
  put(pin, { x: Number(x), y: Number(y) });
  return pin;
}

// The middle of what is seen of a page.
export function middle(leaf) {
  const { left, right, top, bottom } = leaf.getBoundingClientRect();
  return shareOf(leaf, (Math.max(left, 0) + Math.min(right, window.innerWidth)) / 2, (Math.max(top, 0) + Math.min(bottom, window.innerHeight)) / 2);
}

// The end of the words that are chosen on a page, if any are: [page, x, y].
export function chosenEnd() {
  const chosen = window.getSelection();
  const leaf = chosen.isCollapsed ? null : chosen.focusNode?.parentElement?.closest(".leaf");
  const box = leaf && [...chosen.getRangeAt(0).getClientRects()].findLast((one) => one.width > 0);
  return box ? { leaf, left: box.right, top: (box.top + box.bottom) / 2, bottom: box.bottom } : null;
}

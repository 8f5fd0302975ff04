// The words of a page over its picture: invisible, but they can be chosen, copied, read aloud and marked.
const SVG = "http://www.w3.org/2000/svg";
const BASELINE = 0.8; // of the height of a line

export function drawWords(sheet, runs) {
  const lines = runs.map(([x, y, width, height, text]) =>
    make("text", { x, y: y + height * BASELINE, "font-size": height, textLength: width, lengthAdjust: "spacingAndGlyphs" }, text),
  );
  sheet.replaceChildren(...lines);
}

// Marks where the words stand, also over the end of a line; gives the marks place by place.
export function markWords(sheet, query) {
  sheet.querySelectorAll("rect").forEach((one) => one.remove());
  const wanted = fold(query).text.trim();
  if (!wanted) return [];
  const lines = [...sheet.querySelectorAll("text")];
  const { text, from } = joined(lines);
  const places = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    places.push(pieces(from.slice(at, at + wanted.length)).map((piece) => rectangle(sheet, lines, piece)));
  }
  return places;
}

// The text without capitals and accents, one space for many, and for each letter where it came from.
export function fold(given) {
  let text = "";
  const from = [];
  [...given].reduce((at, letter) => {
    const bare = letter.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ");
    for (const sign of bare) {
      if (sign === " " && text.endsWith(" ")) continue;
      text += sign;
      for (let unit = 0; unit < sign.length; unit += 1) from.push(at);
    }
    return at + letter.length;
  }, 0);
  return { text, from };
}

function joined(lines) {
  let text = "";
  const from = [];
  lines.forEach((line, number) => {
    const folded = fold(line.textContent);
    text += folded.text;
    from.push(...folded.from.map((at) => ({ number, at })));
    if (text.endsWith(" ")) return;
    text += " ";
    from.push({ number, at: -1 });
  });
  return { text, from };
}

function pieces(letters) {
  const found = [];
  for (const { number, at } of letters.filter((letter) => letter.at >= 0)) {
    const last = found.at(-1);
    if (last?.number === number) last.end = at;
    else found.push({ number, start: at, end: at });
  }
  return found;
}

function rectangle(sheet, lines, { number, start, end }) {
  const line = lines[number];
  const height = Number(line.getAttribute("font-size"));
  const [left, right] = [line.getStartPositionOfChar(start).x, line.getEndPositionOfChar(end).x];
  const y = Number(line.getAttribute("y")) - height * BASELINE;
  const mark = make("rect", { x: Math.min(left, right), y, width: Math.max(2, Math.abs(right - left)), height });
  sheet.prepend(mark);
  return mark;
}

function make(name, attributes, text = "") {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  if (text) element.textContent = text;
  return element;
}

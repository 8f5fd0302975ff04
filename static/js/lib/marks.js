// Markdown marks around what is chosen in a text. Pure: (text, start, end) in, {text, start, end} out.
const AROUND = { bold: "**", italic: "_" };
const BEFORE = { list: "- ", quote: "> " };

export function applyMark(what, text, start, end) {
  if (what in AROUND) return around(text, start, end, AROUND[what]);
  if (what in BEFORE) return before(text, start, end, BEFORE[what]);
  if (what === "link") return link(text, start, end);
  if (what === "mention") return insert(text, start, end, needsSpace(text, start) ? " @" : "@");
  return { text, start, end };
}

function around(text, start, end, sign) {
  const size = sign.length;
  if (text.slice(start - size, start) === sign && text.slice(end, end + size) === sign) {
    return { text: text.slice(0, start - size) + text.slice(start, end) + text.slice(end + size), start: start - size, end: end - size };
  }
  return { text: text.slice(0, start) + sign + text.slice(start, end) + sign + text.slice(end), start: start + size, end: end + size };
}

function before(text, start, end, sign) {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const lines = text.slice(from, end).split("\n");
  const done = lines.every((line) => line.startsWith(sign));
  const changed = lines.map((line) => (done ? line.slice(sign.length) : sign + line)).join("\n");
  const moved = done ? -sign.length : sign.length;
  return { text: text.slice(0, from) + changed + text.slice(end), start: Math.max(from, start + moved), end: from + changed.length };
}

function link(text, start, end) {
  const chosen = text.slice(start, end);
  if (/^https?:\/\/\S+$/.test(chosen)) {
    return { text: `${text.slice(0, start)}[](${chosen})${text.slice(end)}`, start: start + 1, end: start + 1 };
  }
  const address = start + chosen.length + 3;
  return { text: `${text.slice(0, start)}[${chosen}](https://)${text.slice(end)}`, start: address, end: address + 8 };
}

function insert(text, start, end, piece) {
  const at = start + piece.length;
  return { text: text.slice(0, start) + piece + text.slice(end), start: at, end: at };
}

function needsSpace(text, start) {
  return start > 0 && !/\s/.test(text[start - 1]);
}

export function quoted(text) {
  return `${text.trim().split("\n").map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`;
}

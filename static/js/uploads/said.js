// Sizes, speeds and times as people say them.
import { words } from "../lib/words.js";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

export function size(bytes) {
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  const digits = unit && value < 10 ? 1 : 0;
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: UNITS[unit], maximumFractionDigits: digits }).format(value);
}

export function left(seconds) {
  if (seconds === null) return "";
  if (seconds < 50) return words("left-seconds");
  const minutes = Math.round(seconds / 60);
  if (minutes < 2) return words("left-minute");
  return minutes < 90 ? words("left-minutes", { number: minutes }) : words("left-hours", { number: Math.round(minutes / 60) });
}

// What stands beside the bar of one upload.
export function standing(item) {
  const share = item.share;
  if (item.state === "running") {
    const speed = item.rate.perSecond();
    const more = [speed ? words("speed", { size: size(speed) }) : "", left(item.rate.left(item.size - item.sent))].filter(Boolean);
    return [words("share-of", { share, size: size(item.size) }), ...more].join(", ");
  }
  if (item.state === "refused") return item.error || words("not-kept");
  if (item.state === "lost") return words(navigator.onLine ? "lost-again" : "lost-offline", { share });
  if (item.state === "asking" && item.error) return item.error;
  return words({ waiting: "upload-waiting", checking: "checking", paused: "paused", asking: "choose-again", signed: "signed-out", done: item.goal.wanted ? "arrived" : "in-library" }[item.state], { share });
}

// What stands for all of them together.
export function sentence(queue) {
  const open = queue.items.filter((item) => item.busy);
  const done = queue.items.filter((item) => item.state === "done");
  const [number, first] = [open.length, open[0]];
  if (number > 1) return several(queue, open, number);
  if (first) return `${words("uploading", { name: first.name })}: ${standing(first)}`;
  if (queue.items.length > done.length) return words("uploads-waiting");
  const said = done.some((item) => item.goal.wanted) ? "arrived" : "in-library";
  return done.length > 1 ? words(`${said}-many`, { number: done.length }) : words(`${said}-one`, { name: done[0]?.name ?? "" });
}

export function share(queue) {
  return Math.floor((sum(queue, "sent") / Math.max(sum(queue, "size"), 1)) * 100);
}

function several(queue, open, number) {
  const speed = open.reduce((all, item) => all + item.rate.perSecond(), 0);
  const rest = open.reduce((all, item) => all + item.size - item.sent, 0);
  const far = words("share-of", { share: share(queue), size: size(sum(queue, "size")) });
  return [words("uploading-many", { number }), far, left(speed ? rest / speed : null)].filter(Boolean).join(", ");
}

function sum(queue, what) {
  return queue.items.filter((item) => item.state !== "refused").reduce((all, item) => all + item[what], 0);
}

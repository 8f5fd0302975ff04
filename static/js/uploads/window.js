// The one queue of this window, and what people can do with an upload.
import { renderStreamMessage, visit } from "@hotwired/turbo";
import { request } from "../lib/request.js";
import { words } from "../lib/words.js";
import { again } from "./keeping.js";
import { Queue, watch } from "./queue.js";

const PAUSE = 400; // after the last of several files, which become one look at the page

export const queue = watch(new Queue());

export const deeds = {
  pause: (item) => queue.pause(item),
  remove: (item) => queue.remove(item),
  resume: async (item) => {
    if (item.state !== "asking") return queue.resume(item);
    const file = item.handle ? await again(item) : await chosen();
    if (!file) return undefined;
    if (!item.is(file, item.goal)) return item.to("asking", { error: words("other-file") });
    return queue.resume(item, file);
  },
};

queue.addEventListener("over", ({ detail: { item } }) => item.state === "done" && arrived(item));

// On the page it was sent from, the file shows at once: its card in the composer, or its row.
async function arrived({ goal, files: [file] }) {
  if (!file || window.location.pathname !== goal.page) return;
  if (!goal.card) return look();
  const answer = await request(goal.card.replace("FILE", file.id)).catch(() => null);
  if (answer?.ok && document.getElementById(goal.list)) renderStreamMessage(await answer.text());
}

let looking;
function look() {
  const here = window.location.href;
  clearTimeout(looking);
  looking = setTimeout(() => window.location.href === here && visit(here, { action: "replace" }), PAUSE);
}

// A file let go beside its place would be opened instead of the page.
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
}

function chosen() {
  return new Promise((resolve) => {
    const field = Object.assign(document.createElement("input"), { type: "file" });
    field.onchange = () => resolve(field.files[0]);
    field.oncancel = () => resolve(null);
    field.click();
  });
}

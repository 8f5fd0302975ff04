// What was found at once was opened, and searched for, too; a page of results says the latter itself.
import { opened } from "./recent.js";
import { address, request } from "./request.js";

export const searched = (option, form, typed, url) => {
  opened(option?.dataset.item);
  if (!option || !typed.trim() || option.pathname === new URL(form.action).pathname) return;
  request(address(url, form), { method: "POST", keepalive: true }).catch(() => {}); // it is opened all the same
};

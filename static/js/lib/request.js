// Requests of this page to its own server, with the CSRF token.
export const STREAM = "text/vnd.turbo-stream.html";

export function token() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

export function request(url, { method = "GET", body, headers = {}, ...rest } = {}) {
  return fetch(url, {
    method,
    body,
    credentials: "same-origin",
    headers: { "X-CSRFToken": token(), ...headers },
    ...rest,
  });
}

// A piece of a page as text. Whoever was sent elsewhere (to sign in) or refused gets an error, never that page in its place.
export async function fragment(url, signal) {
  const answer = await request(url, { signal });
  if (!answer.ok || answer.redirected) throw new Error(`${answer.url} answered ${answer.status}`);
  return answer.text();
}

// An address with what a form holds, and more; empty fields say nothing.
export function address(base, form, more = {}) {
  const url = new URL(base, window.location);
  const said = [...new FormData(form), ...Object.entries(more)].filter(([, value]) => value !== "");
  url.search = new URLSearchParams(said);
  return url.href;
}

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

// GET /since for several audiences at once: Turbo Stream fragments and the heads they reach.
import { STREAM, request } from "../lib/request.js";

export function sinceAddress(url, pairs) {
  const query = pairs.map(([audience, seq]) => `audience=${encodeURIComponent(`${audience}:${seq}`)}`).join("&");
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}

export async function fetchSince(url, pairs) {
  const answer = await request(sinceAddress(url, pairs), {
    headers: { Accept: STREAM },
    signal: AbortSignal.timeout(15000),
  });
  if (!answer.ok) throw new Error(`since: ${answer.status}`);
  return {
    body: await answer.text(),
    heads: JSON.parse(answer.headers.get("X-Heads") ?? "{}"),
    epoch: answer.headers.get("X-Ledger-Epoch"),
  };
}

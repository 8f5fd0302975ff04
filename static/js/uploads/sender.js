// Sends one item by tus, and asks what became of it. Trying again is the queue's part.
import { request, token } from "../lib/request.js";

const PIECE = 256 * 1024 * 1024; // bytes of one request: the server makes each durable before it answers, so few are fast
const TUS = { "Tus-Resumable": "1.0.0", Accept: "application/json" };

// Gives what stops it. `told` hears url(address), moved(bytes), whole() and failed(status, words), the last two once.
export function send(item, told) {
  let [upload, stopped] = [null, false];
  import("tus-js-client")
    .then(({ Upload }) => {
      if (stopped) return;
      upload = new Upload(item.file, options(item, told, () => upload.url));
      upload.start();
    })
    .catch(() => stopped || told.failed(0, ""));
  return () => {
    stopped = true;
    upload?.abort();
  };
}

// {state, error, files} of the server; what was received whole is asked to be ended.
export async function outcome(item) {
  const answer = await request(item.url, { headers: TUS });
  if (!answer.ok) throw new Status(answer.status);
  const said = await answer.json();
  if (said.state !== "received") return said;
  const kind = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(said.size) };
  const ended = await request(item.url, { method: "PATCH", headers: { ...TUS, ...kind } });
  if (!ended.ok && again(ended.status)) throw new Status(ended.status);
  return outcome(item);
}

export async function forget(item) {
  if (!item.url) return;
  const answer = await request(item.url, { method: "DELETE", headers: TUS });
  if (again(answer.status)) throw new Status(answer.status);
}

// Whether it may go better the next time.
export function again(status) {
  return status === 0 || status >= 500 || [408, 409, 423, 429, 460].includes(status);
}

export class Status extends Error {
  constructor(status) {
    super(`The server answered ${status}`);
    this.status = status;
  }
}

function options(item, told, address) {
  return {
    endpoint: new URL(item.goal.endpoint, window.location).href,
    uploadUrl: item.url,
    chunkSize: PIECE,
    retryDelays: null,
    storeFingerprintForResuming: false,
    metadata: metadata(item),
    headers: { Accept: "application/json", "Idempotency-Key": item.key },
    onBeforeRequest: (asked) => asked.setHeader("X-CSRFToken", token()),
    onUploadUrlAvailable: () => told.url(address()),
    onProgress: (sent) => told.moved(sent),
    onSuccess: () => told.whole(),
    onError: (error) => told.failed(error.originalResponse?.getStatus() ?? 0, reason(error)),
  };
}

function metadata({ name, goal }) {
  const said = { filename: name, audience: goal.audience, folder: goal.folder, file: goal.file, note: goal.note, wanted: goal.wanted, path: goal.path };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value));
}

function reason(error) {
  try {
    return JSON.parse(error.originalResponse.getBody()).error;
  } catch {
    return "";
  }
}

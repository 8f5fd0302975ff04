// One file on its way, by XMLHttpRequest, the only way to see progress.
import { STREAM, token } from "./request.js";

export function sendFile({ url, body, key, onProgress, accept = STREAM }) {
  const call = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    call.upload.onprogress = (event) => event.lengthComputable && onProgress(Math.floor((event.loaded / event.total) * 100));
    call.onload = () => resolve({ ok: call.status < 400, status: call.status, text: call.responseText, type: call.getResponseHeader("Content-Type") ?? "" });
    call.onerror = () => reject(new Error("line"));
    call.onabort = () => reject(new Error("stopped"));
  });
  call.open("POST", url);
  call.setRequestHeader("Accept", accept);
  call.setRequestHeader("X-CSRFToken", token());
  call.setRequestHeader("Idempotency-Key", key);
  call.send(body);
  return { done, stop: () => call.abort() };
}

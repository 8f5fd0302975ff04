// Moments at which a page may have missed something: back online, back from the cache, back in view.
export function onWake({ check, down, sent }, signal) {
  window.addEventListener("online", check, { signal });
  window.addEventListener("offline", down, { signal });
  window.addEventListener("pageshow", ({ persisted }) => persisted && check(), { signal });
  document.addEventListener("visibilitychange", () => document.hidden || check(), { signal });
  document.addEventListener("outbox:sent", sent, { signal });
}

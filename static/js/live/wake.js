// Moments at which a page may have missed something: back online, back from the cache, back in view.
export function onWake({ check, down }, signal) {
  window.addEventListener("online", check, { signal });
  window.addEventListener("offline", down, { signal });
  window.addEventListener("pageshow", ({ persisted }) => persisted && check(), { signal });
  document.addEventListener("visibilitychange", () => document.hidden || check(), { signal });
}

// Whoever has posted wants to see what stands there now, and has the own words from the answer.
export function onSending(heads, hold, signal) {
  document.addEventListener("outbox:leaving", () => heads.leaving(), { signal });
  document.addEventListener("outbox:answered", ({ detail }) => {
    if (detail.heads) hold.show();
    heads.answered(detail.heads ?? {});
  }, { signal });
}

// A fresh key for one deed. Works on plain http too, where randomUUID is missing.
export function freshKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

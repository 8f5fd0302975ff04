// The doorbell itself: one WebSocket, no long polling, no data but audience and head.
import { io } from "socket.io-client";

export function doorbell({ onRing, onUp, onDown, onRevoked, onNews }) {
  const socket = io({ transports: ["websocket"], reconnectionDelay: 500, reconnectionDelayMax: 8000, timeout: 8000 });
  socket.on("connect", onUp);
  socket.on("disconnect", onDown);
  socket.on("connect_error", onDown);
  socket.on("ring", ({ audience, head }) => onRing(audience, head));
  socket.on("revoked", onRevoked);
  for (const name of ["presence", "typing"]) socket.on(name, (detail) => onNews(name, detail));
  return {
    up: () => socket.connected,
    emit: (...news) => socket.connected && socket.emit(...news),
    heads: () => ask(socket),
    close: () => socket.close(),
  };
}

// {heads, epoch}: every head of the audiences this person reads; nothing when the line is dead.
function ask(socket) {
  return new Promise((resolve) => {
    if (!socket.connected) return resolve(null);
    return socket.timeout(5000).emit("heads", {}, (error, now) => resolve(error ? null : now));
  });
}

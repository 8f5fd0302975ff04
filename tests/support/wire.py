"""A wire between a browser and a portal that can be cut."""

import contextlib
import socket
import threading

from tests.servers import free_port

CHUNK = 256 * 1024


class Wire:
    """Hands bytes on both ways. `cut()` breaks every line there is; while `broken`, none comes about."""

    def __init__(self) -> None:
        self._to, self._lines, self._lock = 0, set[socket.socket](), threading.Lock()
        port = free_port()
        self._door = socket.create_server(("127.0.0.1", port))
        self.url, self.broken = f"http://127.0.0.1:{port}", False
        threading.Thread(target=self._accept, daemon=True).start()

    def lead_to(self, url: str) -> None:
        """Where it ends."""
        self._to = int(url.rpartition(":")[2])

    def cut(self) -> int:
        """Break every line; gives how many there were."""
        with self._lock:
            lines, self._lines = self._lines, set()
        for line in lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        return len(lines) // 2

    def close(self) -> None:
        """Take it away."""
        self._door.close()
        self.cut()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self._door.accept()
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        try:
            if self.broken:
                raise ConnectionError
            far = socket.create_connection(("127.0.0.1", self._to))
        except OSError:
            near.close()
            return
        with self._lock:
            self._lines |= {near, far}
        back = threading.Thread(target=_hand_on, args=(far, near), daemon=True)
        back.start()
        _hand_on(near, far)
        back.join()
        near.close()
        far.close()
        with self._lock:
            self._lines -= {near, far}


def _hand_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(CHUNK):
            target.sendall(piece)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)

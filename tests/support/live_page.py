"""An open page as a browser keeps it, in Python: one socket, rings, hold-back, heartbeats, and `/since` for the words.

The protocol is that of static/js/live: a ring only says how far an audience has come; what was missed is fetched from
the number one has; every connect and every heartbeat compares heads; another epoch or a right that came or went starts
that audience afresh, as loading the page again does.
"""

import contextlib
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import requests
import socketio

HOLD = 0.25  # seconds a ring waits for others
HEARTBEAT = 10.0
SHORT = 5.0  # seconds for an answer


@dataclass(slots=True)
class Sitting:
    """One audience from the moment it was on the page until it was gone: what was shown, in the order it came."""

    audience: str
    start: int
    shown: list[tuple[int, str]] = field(default_factory=list)  # number and subject

    @property
    def reached(self) -> int:
        return self.shown[-1][0] if self.shown else self.start


class LivePage(threading.Thread):
    """A page of one signed-in person. `cookie` is the whole header; ask `sittings` what it has shown."""

    def __init__(self, url: str, cookie: str, *, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.url, self.cookie = url, cookie
        self.sittings: list[Sitting] = []
        self.asked = self.rings = self.resets = 0
        self.epoch = ""
        self._now: dict[str, Sitting] = {}
        self._heard: dict[str, int] = {}
        self._wake, self._ended, self._compare = threading.Event(), threading.Event(), threading.Event()
        self._http = requests.Session()
        self._http.headers.update({"Cookie": cookie, "Accept": "application/json"})
        self._socket = self._make_socket()

    def run(self) -> None:
        """Stay level with the ledger until closed."""
        self._connect()
        beat = 0.0
        while not self._ended.is_set():
            if self._compare.is_set() or time.monotonic() >= beat:
                self._compare.clear()
                beat = time.monotonic() + HEARTBEAT
                self._look()
            late = {each: seat.reached for each, seat in self._now.items() if self._heard.get(each, 0) > seat.reached}
            if late and self._fetch(late):
                continue
            self._wake.wait(0.5 if late else max(beat - time.monotonic(), 0))
            self._wake.clear()
            self._ended.wait(HOLD)

    def level_with(self, heads: dict[str, int]) -> bool:
        """Whether all that there is has been shown."""
        return all(seat.reached >= heads.get(audience, 0) for audience, seat in self._now.items())

    def reads(self) -> set[str]:
        """The audiences on the page now."""
        return set(self._now)

    def lose_line(self) -> None:
        """Cut the connection under the socket, as a lost network does."""
        line = getattr(self._socket.eio.ws, "sock", None)
        with contextlib.suppress(OSError, AttributeError):
            line.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]  # caught when there is none

    def close(self) -> None:
        """Leave the page."""
        self._ended.set()
        self._wake.set()
        with contextlib.suppress(Exception):
            self._socket.disconnect()

    def _make_socket(self) -> socketio.Client:
        made = socketio.Client(reconnection_delay=0.3, reconnection_delay_max=1, handle_sigint=False)
        trigger = made.eio._trigger_event  # it starts a thread for every message; ours are short
        made.eio._trigger_event = lambda event, *args, **_: trigger(event, *args, run_async=False)
        made.on("connect", self._up)
        made.on("ring", self._ring)
        return made

    def _connect(self) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(socketio.exceptions.ConnectionError):
                self._socket.connect(self.url, transports=["websocket"], headers={"Cookie": self.cookie})
                return
            self._ended.wait(0.3)

    def _up(self) -> None:
        self._compare.set()
        self._wake.set()

    def _ring(self, told: dict[str, Any]) -> None:
        self.rings += 1
        self._heard[told["audience"]] = max(told["head"], self._heard.get(told["audience"], 0))
        self._wake.set()

    def _look(self) -> None:
        """Every head of what this person reads, by the socket, or by HTTP while there is none."""
        try:
            now = self._socket.call("heads", {}, timeout=SHORT) if self._socket.connected else self._get("/heads")
        except (socketio.exceptions.SocketIOError, requests.RequestException):
            return
        self._heads(now)

    def _heads(self, now: dict[str, Any]) -> None:
        if not now:
            return
        if self.epoch and now["epoch"] != self.epoch:
            self.resets += 1
            self._now.clear()
            self._heard.clear()
        self.epoch = now["epoch"]
        for audience, head in now["heads"].items():
            if audience not in self._now:
                self._now[audience] = Sitting(audience, head)
                self.sittings.append(self._now[audience])
            self._heard[audience] = max(head, self._heard.get(audience, 0))
        for audience in set(self._now) - set(now["heads"]):
            del self._now[audience]

    def _fetch(self, late: dict[str, int]) -> bool:
        """Ask for what was missed; whether anything came."""
        self.asked += 1
        query = "&".join(f"audience={audience}:{seq}" for audience, seq in late.items())
        try:
            answer = self._get(f"/since?{query}")
        except requests.RequestException:
            return False
        for entry in answer["entries"]:
            self._now[entry["audience"]].shown.append((entry["seq"], entry["subject"]))
        for audience in answer["gone"]:
            self._now.pop(audience, None)
        return bool(answer["entries"])

    def _get(self, path: str) -> Any:
        answer = self._http.get(self.url + path, timeout=SHORT * 3)
        answer.raise_for_status()
        return answer.json()

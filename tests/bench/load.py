"""The client: a process of its own that asks a portal as many browsers would, each on a connection kept open.

Reads one job as JSON from standard input and writes its times as JSON. It does nothing else, so that measuring costs
the portal as little as possible.
"""

import http.client
import itertools
import json
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

CHUNK = 256 * 1024
BOUNDARY = "throughline-bench-boundary"


@dataclass(slots=True)
class Job:
    """What to ask, by how many at once, for how long. Each ask is {method, path, form, file}."""

    host: str
    port: int
    cookies: list[str]
    asks: list[dict[str, Any]]
    clients: int
    seconds: float
    rounds: int = 0  # how many answers in all; 0 for as many as fit
    accept: str = "text/html"
    times: list[float] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    bytes: int = 0  # sent in files, and received


def run(job: Job) -> dict[str, Any]:
    """Ask until the time is over; gives seconds of each answer, how long it took in all, and what went wrong."""
    turns, until = itertools.count(), time.perf_counter() + job.seconds
    threads = [threading.Thread(target=_client, args=(job, number, turns, until)) for number in range(job.clients)]
    began = time.perf_counter()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    took = time.perf_counter() - began
    return {"times": job.times, "took": took, "troubles": job.troubles[:5], "bytes": job.bytes}


def _client(job: Job, number: int, turns: Iterator[int], until: float) -> None:
    line = http.client.HTTPConnection(job.host, job.port, timeout=120)
    headers = {
        "Cookie": job.cookies[number % len(job.cookies)],
        "Accept": job.accept,
        "Accept-Encoding": "gzip",
        "User-Agent": "bench",
    }
    for turn in turns:
        if time.perf_counter() > until or (job.rounds and turn >= job.rounds):
            break
        ask = job.asks[turn % len(job.asks)]
        body, more = _body(ask, turn)
        began = time.perf_counter()
        line.request(ask["method"], ask["path"], body=body, headers=headers | more)
        answer = line.getresponse()
        moved = _read(answer) + int(more.get("Content-Length", 0))  # before the sum is looked at: others add to it too
        job.bytes += moved
        job.times.append(time.perf_counter() - began)
        if answer.status not in (200, 303):
            job.troubles.append(f"{answer.status} {ask['path']}")
    line.close()


def _read(answer: http.client.HTTPResponse) -> int:
    total = 0
    while piece := answer.read(CHUNK):
        total += len(piece)
    return total


def _body(ask: dict[str, Any], turn: int) -> tuple[Any, dict[str, str]]:
    """A form, or a form with a file of so many bytes, streamed."""
    if "form" not in ask:
        return None, {}
    fields = {name: value.format(turn=f"{turn}-{time.time_ns()}") for name, value in ask["form"].items()}
    if "file" not in ask:
        return urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}
    head = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    name = f"bench-{turn}-{time.time_ns()}.bin"
    head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    head += "Content-Type: application/octet-stream\r\n\r\n"
    tail = f"\r\n--{BOUNDARY}--\r\n"
    length = len(head) + ask["file"] + len(tail)
    said = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Content-Length": str(length)}
    return _pieces(head.encode(), ask["file"], tail.encode()), said


def _pieces(head: bytes, size: int, tail: bytes) -> Iterator[bytes]:
    yield head + time.time_ns().to_bytes(8, "big") + bytes(8)  # no two files alike
    block = bytes(range(256)) * (CHUNK // 256)
    left = size - 16
    while left > 0:
        yield block[: min(left, CHUNK)]
        left -= CHUNK
    yield tail


if __name__ == "__main__":
    json.dump(run(Job(**json.load(sys.stdin))), sys.stdout)

"""A child that does what it is told, for tests of the box: each deed tells what came of it."""

import ctypes
import os
import socket
import sys
import threading
from pathlib import Path

from portal.kernel.box.child.tell import tell

SIGCHLD = 17


def main(deed: str, detail: str = "") -> None:
    tell(began=deed)
    globals()[deed](detail)
    tell(ended=deed)


def read(_detail: str) -> None:
    tell(sys.stdin.buffer.read(), position=sys.stdin.buffer.seek(0))


def look(detail: str) -> None:
    tell(found=[place for place in detail.split() if Path(place).exists()], environment=sorted(os.environ))


def connect(detail: str) -> None:
    host, port = detail.split(":")
    try:
        with socket.create_connection((host, int(port)), timeout=2):
            tell(reached=True)
    except OSError as error:
        tell(reached=False, error=type(error).__name__)


def write(_detail: str) -> None:
    places = ["/", "/tmp", "/usr", "/box", "/dev", sys.prefix]
    tell(written=[place for place in places if writable(place)])


def writable(place: str) -> bool:
    try:
        Path(place, "villain").write_text("was here")
    except OSError:
        return False
    return True


def write_source(_detail: str) -> None:
    try:
        os.write(0, b"changed")
    except OSError:
        tell(refused=True)


def fill(detail: str) -> None:
    with Path("/tmp/large").open("wb") as file:
        for _ in range(int(detail)):
            file.write(bytes(1024**2))
            file.flush()


def start(_detail: str) -> None:
    """Processes, a program, a thread: only the last is there to be had."""
    count = 0
    try:
        while count < 5000:
            if os.fork() == 0:
                threading.Event().wait()
            count += 1
    except OSError:
        tell(forked=count)
    try:
        os.execv("/usr/bin/true", ["true"])  # noqa: S606
    except OSError:
        tell(refused=True)
    other = threading.Thread(target=tell, kwargs={"thread": True})
    other.start()
    other.join()


def call(detail: str) -> None:
    """What the system says to calls, named by their numbers."""
    system = ctypes.CDLL(None, use_errno=True)
    nothing = [ctypes.c_ulong(0)] * 5
    said = {}
    for number in map(int, detail.split()):
        ctypes.set_errno(0)
        said[str(number)] = ctypes.get_errno() if system.syscall(ctypes.c_long(number), *nothing) < 0 else 0
    tell(said=said)


def divide(detail: str) -> None:
    """Children by clone with these flags: what the system says to each, 0 where there is one."""
    system = ctypes.CDLL(None, use_errno=True)
    number, *flags = map(int, detail.split())
    said = {}
    for each in flags:
        ctypes.set_errno(0)
        child = system.syscall(ctypes.c_long(number), ctypes.c_ulong(each | SIGCHLD), *[ctypes.c_ulong(0)] * 4)
        if child == 0:
            os._exit(0)
        said[str(each)] = ctypes.get_errno() if child < 0 else 0
        if child > 0:
            os.waitpid(child, 0)
    tell(said=said)


def take_memory(_detail: str) -> None:
    kept = [bytes(64 * 1024**2) for _ in range(200)]
    tell(length=len(kept))


def loop(_detail: str) -> None:
    while True:
        ...


def sleep(_detail: str) -> None:
    threading.Event().wait()


def talk(_detail: str) -> None:
    while True:
        tell(bytes(1024**2), more=True)


def one_long_line(_detail: str) -> None:
    while True:
        os.write(answer(), b"x" * 65536)


def garble(_detail: str) -> None:
    os.write(answer(), b'["no object"]\nnonsense\n')


def promise(_detail: str) -> None:
    os.write(answer(), b'{"bytes": 100}\nfewer')


def crash(_detail: str) -> None:
    ctypes.string_at(0)


def fail(_detail: str) -> None:
    raise ValueError


def noise(_detail: str) -> None:
    os.write(1, b"what a library prints\n")
    print("and more")  # noqa: T201


def answer() -> int:
    """The number of the open file that the answer goes to."""
    return next(number for number in range(3, 20) if is_pipe(number))


def is_pipe(number: int) -> bool:
    try:
        os.lseek(number, 0, os.SEEK_CUR)
    except OSError as error:
        return error.errno != 9
    return False

"""Walls where there is no bubblewrap: namespaces of our own, then the program that was asked for.

Started as `python -I -S namespaces.py SCRATCH [SOURCE TARGET]… -- PROGRAM…`, before anything untrusted is near. What is
not named is not there; what is, is read-only. Any step that fails ends it: nothing runs behind half a wall.
"""

import ctypes
import os
import signal
import struct
import sys
from pathlib import Path

FILES, NAMES, IPC, PEOPLE, PROCESSES, NETWORK = 0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000
NO_SETUID, NO_DEVICES, READ_ONLY, BIND, WITH_ALL, PRIVATE = 2, 4, 1, 0x1000, 0x4000, 0x40000
MOUNT_SETATTR, PIVOT_ROOT = {"x86_64": (442, 155), "aarch64": (442, 41)}.get(os.uname().machine, (442, -1))
AT_RECURSIVE, HERE, DETACH = 0x8000, -100, 2
PR_SET_PDEATHSIG = 1
NOBODY = 1000  # inside
BASE = "/tmp"  # noqa: S108 (any folder: a file system of our own is put over it)
system = ctypes.CDLL(None, use_errno=True)


def main(scratch: int, shown: list[tuple[str, str]], program: list[str]) -> None:
    """Put up the walls and become the program; ends as it ends."""
    _die_with(os.getppid())
    user, group = os.geteuid(), os.getegid()
    _must(system.unshare(PEOPLE | FILES | PROCESSES | NETWORK | IPC | NAMES))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {group} 1")
    _go_on_in_a_child()
    _build(scratch, shown)
    _go_on_in_a_child()  # the first of all in here would not die of its limits
    os.execv(program[0], program)  # noqa: S606 (with nobody's rights: what the namespace gave ends here)


def _go_on_in_a_child() -> None:
    """Only the child returns; it dies with its parent, which ends as the child does."""
    child = os.fork()
    if child:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os._exit(code if code >= 0 else 128 - code)
    _die_with(None)


def _die_with(parent: int | None) -> None:
    """As soon as its parent does, which may have happened already."""
    _must(system.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0))
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def _build(scratch: int, shown: list[tuple[str, str]]) -> None:
    """A root of nothing but what is shown; the old one is let go."""
    _mount("none", "/", None, WITH_ALL | PRIVATE)
    _mount("tmpfs", BASE, "tmpfs", NO_SETUID | NO_DEVICES, "size=1m")
    for folder in ("new", "old"):
        os.mkdir(f"{BASE}/{folder}")  # noqa: PTH102
    _must(system.syscall(PIVOT_ROOT, BASE.encode(), f"{BASE}/old".encode()))
    _mount("/new", "/new", None, BIND)
    if scratch:
        os.mkdir(f"/new{BASE}")  # noqa: PTH102
        _mount("tmpfs", f"/new{BASE}", "tmpfs", NO_SETUID | NO_DEVICES, f"size={scratch}")
    for source, target in shown:
        _show(Path(f"/old{source}"), Path(f"/new{target}"))
    _must(system.umount2(b"/old", DETACH))
    os.chroot("/new")
    os.chdir("/")
    _read_only("/", recursive=False)


def _show(source: Path, target: Path) -> None:
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    _mount(str(source), str(target), None, BIND | WITH_ALL)
    if not str(target).startswith("/new/dev/"):
        _read_only(str(target), recursive=True)


def _read_only(place: str, *, recursive: bool) -> None:
    wanted = struct.pack("=QQQQ", READ_ONLY | NO_SETUID, 0, 0, 0)
    flags = AT_RECURSIVE if recursive else 0
    _must(system.syscall(MOUNT_SETATTR, HERE, place.encode(), flags, wanted, len(wanted)))


def _mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    kind_ = kind.encode() if kind else None
    _must(system.mount(source.encode(), target.encode(), kind_, flags, options.encode() or None))


def _must(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    split = sys.argv.index("--")
    pairs = sys.argv[2:split]
    sources = [str(Path(source).resolve()) for source in pairs[::2]]  # later a link would point into the new root
    main(int(sys.argv[1]), list(zip(sources, pairs[1::2], strict=True)), sys.argv[split + 1 :])

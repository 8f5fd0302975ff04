"""Which walls this machine can put up, and the words that put them up: bubblewrap's, or our own namespaces."""

import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from shutil import which

from portal.kernel.box.limits import Child, Limits, said

ROOT = Path(__file__).resolve().parents[3]  # the folder that `portal` lies in
HERE = "portal.kernel.box.child"
NAMESPACES = Path(__file__).with_name("child") / "namespaces.py"
INSIDE = "/box"
SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
PACKAGES = list(dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))))
# Python looks for nothing by itself: that alone takes half of a short child's time.
FOUND = f"import sys; sys.path.insert(0, {INSIDE!r}); sys.path += {PACKAGES!r}"
START = f"{FOUND}; from {HERE}.start import main; main(sys.argv[1])"
PROBE_SECONDS = 20


class NoBox(Exception):
    """This machine can make no box, so nothing is read."""


class Wall(StrEnum):
    """What keeps a child from network and files."""

    BUBBLEWRAP = "bubblewrap"
    NAMESPACES = "namespaces"
    NONE = "none"


@cache
def wall() -> Wall:
    """The best that works here; tried once a process."""
    probe = Child(f"{HERE}.probe")
    for each in (Wall.BUBBLEWRAP, Wall.NAMESPACES):
        tried = command(each, probe, (), Limits(scratch=1024**2, processes=2))  # the walls alone, without the filter
        try:
            done = subprocess.run(tried, env=ENVIRONMENT, capture_output=True, timeout=PROBE_SECONDS, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return each
    return Wall.NONE


def command(kind: Wall, child: Child, arguments: tuple[str, ...], limits: Limits) -> list[str]:
    """How that child is started behind that wall."""
    if kind is Wall.NONE:
        raise NoBox
    put_up = _bubblewrap(child, limits) if kind is Wall.BUBBLEWRAP else _namespaces(child, limits)
    return [*put_up, sys.executable, "-I", "-S", "-B", "-c", START, said(child, arguments, limits)]


def _bubblewrap(child: Child, limits: Limits) -> list[str]:
    words = [which("bwrap") or "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    if limits.scratch:
        words += ["--size", str(limits.scratch), "--tmpfs", "/tmp"]  # noqa: S108 (a mount of its own)
    for device in DEVICES:
        words += ["--dev-bind-try", device, device]
    for source, target in _shown(child):
        words += ["--ro-bind-try", source, target]
    return [*words, "--remount-ro", "/", "--chdir", "/", "--"]


def _namespaces(child: Child, limits: Limits) -> list[str]:
    words = [sys.executable, "-I", "-S", str(NAMESPACES), str(limits.scratch)]
    for device in DEVICES:
        words += [device, device]
    for source, target in _shown(child):
        words += [source, target]
    return [*words, "--"]


def _shown(child: Child) -> Iterator[tuple[str, str]]:
    """What the child may see, read-only: where it lies and where it is shown."""
    for place in dict.fromkeys((*SYSTEM, sys.base_prefix, sys.prefix, *child.programs)):
        yield place, place
    names = {HERE, child.module, *child.sees}
    for name in sorted(each for each in names if not any(each.startswith(f"{other}.") for other in names)):
        path = Path(*name.split("."))
        path = path if (ROOT / path).is_dir() else path.with_suffix(".py")
        yield str(ROOT / path), f"{INSIDE}/{path}"

"""The box a parser runs in: no network, no environment, no files but Python's own, where bubblewrap can make one."""

import subprocess
import sys
from functools import cache
from pathlib import Path
from shutil import which

HERE = Path(__file__).resolve().parent
SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache")
ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(HERE.parent), "PYTHONSAFEPATH": "1"}
PROBE_SECONDS = 20


def command(*arguments: str) -> list[str]:
    """How the child is started on this machine."""
    return [*_box(), sys.executable, "-m", "extraction.child", *arguments]


def boxed() -> bool:
    """Whether this machine can shut parsers off from network and files, beyond their limits."""
    return bool(_box())


@cache
def _box() -> tuple[str, ...]:
    tool = which("bwrap")
    if tool is None:
        return ()
    box = (tool, "--unshare-all", "--die-with-parent", "--new-session", *_shown(), "--chdir", "/")
    probe = [*box, sys.executable, "-c", "import lxml.etree, pypdfium2"]
    try:
        done = subprocess.run(probe, env=ENVIRONMENT, capture_output=True, timeout=PROBE_SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return box if done.returncode == 0 else ()


def _shown() -> list[str]:
    """What the child may see, all of it read-only; the temporary folder is empty and its own."""
    words = ["--tmpfs", "/tmp", "--dev", "/dev", "--proc", "/proc"]  # noqa: S108 (a mount of its own)
    for place in (*SYSTEM, sys.base_prefix, sys.prefix, str(HERE)):
        words += ["--ro-bind-try", place, place]
    return words

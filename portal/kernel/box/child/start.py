"""The first program in the box: limits itself, gives up what it will not need, then calls the child's `main`."""

import errno
import json
import os
import resource
from importlib import import_module
from typing import Any

from portal.kernel.box.child.codes import TOO_LARGE
from portal.kernel.box.child.filter import forbid
from portal.kernel.box.child.tell import take

KINDNESS = 10  # how far it stands back for those who wait for a page
THREADS = 32  # count as processes for the system
USED_UP = (errno.EFBIG, errno.ENOSPC, errno.ENOMEM, errno.EMFILE)


def main(said: str) -> None:
    """Do what the parent said; the last word is the status."""
    told: dict[str, Any] = json.loads(said)
    limits: dict[str, Any] = told["limits"]
    _limit(**limits)
    try:
        take()
        child = import_module(told["module"])
        forbid(alone=limits["processes"] <= 1)
        child.main(*told["arguments"])
    except MemoryError:
        _end(TOO_LARGE)
    except OSError as error:
        _end(TOO_LARGE if error.errno in USED_UP else 1)
    except BaseException:  # noqa: BLE001 (whatever a parser throws, the file is what is wrong)
        _end(1)
    _end(0)


def _limit(*, cpu: int, memory: int, answer: int, files: int, processes: int, **_others: float) -> None:
    os.nice(KINDNESS)
    _most(resource.RLIMIT_CPU, cpu, spare=1)  # the first limit is the one that says why
    _most(resource.RLIMIT_AS, memory)
    _most(resource.RLIMIT_FSIZE, answer)
    _most(resource.RLIMIT_NOFILE, files)
    _most(resource.RLIMIT_NPROC, max(processes, THREADS))
    _most(resource.RLIMIT_CORE, 0)


def _most(what: int, most: int, spare: int = 0) -> None:
    _soft, hard = resource.getrlimit(what)
    last = most + spare if hard == resource.RLIM_INFINITY else min(most + spare, hard)
    resource.setrlimit(what, (min(most, last), last))


def _end(status: int) -> None:
    """At once: taking a parser's objects apart may last longer than reading did, or fail."""
    os._exit(status)

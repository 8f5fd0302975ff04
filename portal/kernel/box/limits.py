"""What a child is, and how much it may use."""

import json
from dataclasses import asdict, dataclass

MB = 1024**2


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes. The child is gone, with all it started, when the first of them is used up."""

    cpu: int = 60  # seconds of processor time of each process
    wall: float = 120.0  # seconds on the clock
    memory: int = 1024 * MB  # bytes of addresses of each process
    answer: int = 64 * MB  # bytes it may answer with, and largest file it may write
    scratch: int = 0  # bytes of a folder of its own at /tmp, in memory; 0 for nothing to write to
    files: int = 64  # open at once
    processes: int = 1  # more than one lets it start programs


@dataclass(frozen=True, slots=True)
class Child:
    """A module by its whole name, whose `main(*arguments: str)` is called in the box.

    `sees` names the other modules or packages of ours it imports; `programs` are folders and files of the system it
    needs beyond Python.
    """

    module: str
    sees: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()


def said(child: Child, arguments: tuple[str, ...], limits: Limits) -> str:
    """What the first program in the box must know, as one argument."""
    return json.dumps({"module": child.module, "arguments": arguments, "limits": asdict(limits)})

"""From times to figures."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
Figures = dict[str, float]


class Failed(RuntimeError):
    """The portal answered something else than what was asked for: no figure is better than a wrong one."""


def measure(job: dict[str, Any]) -> dict[str, Any]:
    """Run a job in a client process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        cwd=ROOT, input=json.dumps(job), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Failed(done.stderr[-2000:])
    said: dict[str, Any] = json.loads(done.stdout)
    if said["troubles"]:
        raise Failed(", ".join(said["troubles"]))
    return said


def figures(times: Sequence[float], took: float) -> Figures:
    """p50 and p95 in milliseconds, and answers a second."""
    return {
        "p50": round(at(times, 0.5) * 1000, 1),
        "p95": round(at(times, 0.95) * 1000, 1),
        "rate": round(len(times) / took, 1),
        "answers": len(times),
    }


def at(values: Sequence[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def memory_of(process_id: int) -> Figures:
    """Memory of a process and all its children in MB: `pss` counts what they share once, `rss` in each."""
    everyone = _family(process_id)
    kinds = {"pss": 0, "rss": 0}
    for each in everyone:
        said = dict(line.split(":", 1) for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()[1:])
        for kind in kinds:
            kinds[kind] += int(said[kind.capitalize()].split()[0])
    return {kind: round(kb / 1024, 1) for kind, kb in kinds.items()} | {"processes": len(everyone)}


def settled_memory(process_id: int) -> Figures:
    """The memory once it has stopped growing: the worker starts after pages are answered already."""
    grown = memory_of(process_id)
    for _ in range(60):
        time.sleep(2)
        before, grown = grown, memory_of(process_id)
        if grown["processes"] == before["processes"] and abs(grown["pss"] - before["pss"]) < 1:
            break
    return grown


def processor_seconds(process_id: int) -> float:
    """Processor time of a process and its children so far, user and system."""
    ticks = 0
    for each in _family(process_id):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _family(process_id: int) -> list[int]:
    """A process and its children, theirs included."""
    found = [process_id]
    for parent in found:
        for thread in Path(f"/proc/{parent}/task").iterdir():
            found += [int(each) for each in (thread / "children").read_text().split()]
    return found

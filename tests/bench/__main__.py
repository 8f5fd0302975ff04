"""`make bench`: fill a portal, measure it, print the figures beside the best peer's and the goals.

Each line is printed and kept in var/bench/results.json as soon as it is measured. `--only "reply,search"` measures
those lines alone (of: memory, cold, thread page, thread list, search, seen, reply, files), `--place mail` (posts,
empty, words) one place alone, `--seconds 2` shortens each line, `--small` fills a tenth and leaves the largest files
out.
"""

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from rich.console import Console

from tests.bench import reading
from tests.bench.browser import chromium
from tests.bench.figures import ROOT, Figures
from tests.bench.measures import LINES, Measures
from tests.bench.scaled import measure_relevance, measure_scale
from tests.bench.stage import PLACES, each_place, staged
from tests.bench.table import READING, SCALE, Results, missed, show
from tests.bench.world import Shape

KEPT = ROOT / "var" / "bench"


def main() -> int:
    """Give 1 when a line is behind the best peer's."""
    asked = _arguments()
    console, progress = Console(), Console(stderr=True)
    work = KEPT / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    kept = Kept(console)
    began = time.monotonic()
    with progress.status("Starting") as status, chromium() as browser, staged(work, _note(progress, status)) as stage:
        shape = Shape(workspaces=10, threads=25) if asked.small else Shape()
        if READING in asked.place:
            with stage.portal.app.app_context():
                reading.measure(partial(kept.line, READING), stage.tell)
        large = not asked.small  # once: how long they take has nothing to do with posts
        for place in each_place(stage, asked.place, shape):
            Measures(stage, place, asked.seconds, partial(kept.line, place.name)).run(browser, asked.only, large=large)
            large = large and not place.threads
        if SCALE in asked.place:
            keep = partial(_scale_line, kept)
            documents = asked.documents // 10 if asked.small else asked.documents
            measure_scale(stage, documents=documents, seconds=asked.seconds, keep=keep)
            measure_relevance(stage.portal.app, keep)
        progress.print(f"Done in {time.monotonic() - began:.0f} s")
    shutil.rmtree(work, ignore_errors=True)
    for name, found in kept.results.items():
        show(console, name, found)
    console.print(f"Kept as {KEPT.relative_to(ROOT)}/results.json")
    return 1 if any(missed(each)["peer"] for each in kept.results.values()) else 0


def _scale_line(kept: "Kept", name: str, found: Figures) -> None:
    kept.line(SCALE, f"{SCALE} {name}", "1", found)


def _machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"cores": os.cpu_count(), "memory_gb": round(memory / 1024**3), "load": os.getloadavg()[0]}


@dataclass(slots=True)
class Kept:
    """What was measured so far, in a file too: a run that is stopped keeps what it has."""

    console: Console
    results: dict[str, Results] = field(default_factory=dict)
    machine: dict[str, Any] = field(default_factory=_machine)

    def line(self, place: str, name: str, clients: str, found: Figures) -> None:
        """Keep and print one line."""
        found["load"] = round(os.getloadavg()[0], 1)
        self.results.setdefault(place, {}).setdefault(name, {})[clients] = found
        behind = {name: missed(each) for name, each in self.results.items()}
        said = {"machine": self.machine, "results": self.results, "missed": behind}
        (KEPT / "results.json").write_text(json.dumps(said, indent=1))
        self.console.print(
            f"{place}: {name}, {clients}: {', '.join(f'{key} {value:g}' for key, value in found.items())}"
        )


def _arguments() -> argparse.Namespace:
    def some(known: tuple[str, ...], given: str) -> list[str]:
        found = [each.strip() for each in given.split(",")]
        if not set(found) <= set(known):
            raise argparse.ArgumentTypeError(f"choose of: {', '.join(known)}")
        return found

    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure the portal.")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each line is measured")
    parser.add_argument("--small", action="store_true", help="a tenth of the posts, no large files")
    parser.add_argument("--only", type=partial(some, LINES), default=list(LINES), help="lines, with commas between")
    parser.add_argument("--place", type=partial(some, PLACES), default=list(PLACES), help=", ".join(PLACES))
    parser.add_argument(
        "--documents", type=int, default=100_000, help="of the place `scale`, in a 50th as many workspaces"
    )
    return parser.parse_args()


def _note(console: Console, status: Any) -> Callable[[str], None]:
    """Progress: one moving line on a terminal, one line a step elsewhere."""
    last = ""

    def tell(words: str) -> None:
        nonlocal last
        step = words.lstrip("0123456789 ")
        if console.is_terminal:
            status.update(words)
        elif step != last:
            console.print(words)
        last = step

    return tell


if __name__ == "__main__":
    sys.exit(main())

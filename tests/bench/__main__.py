"""`make bench`: fill a portal, measure it, print the figures beside the best peer's and the goals.

`--seconds 2` shortens each line, `--small` fills a tenth and leaves the largest files out (for trying things),
`--no-files` leaves all large files out. Results are kept in var/bench.
"""

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.bench.browser import chromium
from tests.bench.figures import ROOT
from tests.bench.measures import Measures
from tests.bench.stage import staged
from tests.bench.table import Results, missed, show
from tests.bench.world import Shape

KEPT = ROOT / "var" / "bench"


def main() -> int:
    """Give 1 when a line is behind the best peer's."""
    asked = _arguments()
    console, progress = Console(), Console(stderr=True)
    work = KEPT / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    shape = Shape(workspaces=10, threads=25) if asked.small else Shape()
    results: dict[str, Results] = {}
    with progress.status("Starting") as status, chromium() as browser:
        began, note = time.monotonic(), _note(progress, status)
        with staged(work, shape, note) as stage:
            for place in stage.places:
                stage.portal.stop()  # so that each place is measured from idle
                stage.portal.start()
                measures = Measures(stage, place, asked.seconds, note)
                results[place.name] = measures.run(browser, large=not (asked.small or asked.no_files))
        progress.print(f"Measured in {time.monotonic() - began:.0f} s")
    shutil.rmtree(work, ignore_errors=True)
    for name, found in results.items():
        show(console, name, found)
    behind = {name: missed(found) for name, found in results.items()}
    console.print(f"Kept as {_keep({'machine': _machine(), 'results': results, 'missed': behind}).relative_to(ROOT)}")
    return 1 if any(each["peer"] for each in behind.values()) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure the portal.")
    parser.add_argument("--seconds", type=float, default=6.0, help="how long each line is measured")
    parser.add_argument("--small", action="store_true", help="a tenth of the posts, no large files")
    parser.add_argument("--no-files", action="store_true", help="no files of 100 MB")
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


def _machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"cores": os.cpu_count(), "memory_gb": round(memory / 1024**3), "load": os.getloadavg()[0]}


def _keep(said: dict[str, Any]) -> Path:
    path = KEPT / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(said, indent=1))
    shutil.copy(path, KEPT / "latest.json")
    return path


if __name__ == "__main__":
    sys.exit(main())

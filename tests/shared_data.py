"""Where real input lies on the machines that have it: `../shared/data`, or THROUGHLINE_SHARED_DATA."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def _found() -> Path:
    named = os.environ.get("THROUGHLINE_SHARED_DATA")
    if named:
        return Path(named)
    root = Path(__file__).resolve().parents[1]
    places = (root.parent / "shared" / "data", root.parents[1] / "shared" / "data")
    return next((place for place in places if place.is_dir()), places[0])


DATA = _found()


def needs(path: str) -> pytest.MarkDecorator:
    """Skip where this file or folder of the real input is absent."""
    return pytest.mark.skipif(not (DATA / path).exists(), reason=f"real input {path} is not on this machine")


def lines(path: str) -> Iterator[dict[str, Any]]:
    """The objects of a .jsonl file."""
    for line in (DATA / path).read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)

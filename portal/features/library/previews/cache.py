"""What was drawn, on the local disk: `previews/<workspace>/<hash>/`. All of it can be made again."""

import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import cast

from flask import current_app

Task = tuple[str | int, ...]
DAY = 86400
ENDINGS = {"draw": "webp", "picture": "webp", "pdf": "pdf", "body": "bin"}  # all else is JSON


def previews_root() -> Path:
    """The folder of all drawings."""
    return cast("Path", current_app.config["DATA_DIR"]) / "previews"


def folder(root: Path, key: str, sha256: str) -> Path:
    """Where the drawings of one document lie; the words come from the database and are checked all the same."""
    if not (key.isalnum() and sha256.isalnum()):
        raise FileNotFoundError(key)
    return root / key / sha256


def kept(place: Path, task: Task) -> bytes | None:
    """What a task gave."""
    try:
        return (place / _name(task)).read_bytes()
    except FileNotFoundError:
        return None


def path_of(place: Path, task: Task) -> Path:
    """Where that lies, if it is there."""
    return place / _name(task)


def failed(place: Path, task: Task) -> str:
    """Why it gave nothing, if that was found out."""
    try:
        return (place / f"{_stem(task)}.failed").read_text()
    except FileNotFoundError:
        return ""


def keep(place: Path, task: Task, body: bytes) -> None:
    """Put away what a task gave: whole, or not at all."""
    _put(place, _name(task), body)


def fail(place: Path, task: Task, reason: str) -> None:
    """Remember that it gives nothing: a hostile document is not tried again for everyone who looks."""
    _put(place, f"{_stem(task)}.failed", reason.encode())


def forget(root: Path, key: str, sha256: str) -> None:
    """With the bytes go their pictures."""
    shutil.rmtree(folder(root, key, sha256), ignore_errors=True)


def tidy(root: Path, days: int) -> int:
    """Delete the drawings of documents nothing was drawn of for so many days; how many documents that were."""
    old = [each for each in root.glob("*/*") if each.stat().st_mtime < time.time() - days * DAY]
    for each in old:
        shutil.rmtree(each, ignore_errors=True)
    return len(old)


def _put(place: Path, name: str, body: bytes) -> None:
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=place)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
    Path(temporary).replace(place / name)


def _name(task: Task) -> str:
    return f"{_stem(task)}.{ENDINGS.get(str(task[0]), 'json')}"


def _stem(task: Task) -> str:
    return "-".join(map(str, task))

"""`flask blobs`: proving the bytes of files, and bringing them into another store and back."""

import contextlib
import hashlib
import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from portal.features.library.services import file_away
from portal.features.library.store import keep
from portal.kernel.blobs import LocalBlobs, blobs, store_at
from portal.kernel.db import write
from tests.cast import Cast
from tests.conftest import SignIn
from tests.edges.cli.conftest import Run, said
from tests.edges.cli.test_doctor import checks
from tests.plugins.servers import Bucket
from tests.support.portal import COMMAND, ROOT

DATA = [b"", b"words", bytes(6 * 1024**2)]


@pytest.fixture
def kept(app: Flask, cast: Cast) -> list[tuple[str, str]]:
    """Where the bytes of three files are."""
    key, found = cast.workspace().public_id, []
    for number, data in enumerate(DATA):
        content = keep(key, f"{number}.bin", [data], limit=len(data))
        with write():
            file_away(member=cast.member("maya"), audience=cast.audience(), folder=None, content=content)
        found.append((key, content.sha256))
    return found


def test_what_is_well_verifies(kept: list[tuple[str, str]], run: Run) -> None:
    result = run("blobs", "verify", "--json")
    assert result.exit_code == 0
    size = sum(map(len, DATA))
    expected = {"blobs": 3, "bytes": size, "unused": 0, "faults": [], "missing": 0, "changed": 0}
    assert json.loads(result.output) == expected
    assert checks(run)["files"]["state"] == "ok"


def test_what_is_missing_or_changed_is_named(kept: list[tuple[str, str]], run: Run, sign_in: SignIn) -> None:
    store = blobs()
    assert isinstance(store, LocalBlobs)
    store.path(*kept[1]).write_bytes(b"lords")
    store.delete(*kept[2])
    store.write(kept[0][0], [b"of no file"], limit=100)
    result = run("blobs", "verify", "--json")
    found = json.loads(result.output)
    assert result.exit_code == 1
    assert (found["missing"], found["changed"], found["unused"]) == (1, 1, 1)
    assert {(each["sha256"], each["what"]) for each in found["faults"]} == {
        (kept[1][1], "changed"),
        (kept[2][1], "missing"),
    }
    assert kept[1][1] in run("blobs", "verify").output
    assert checks(run)["files"]["state"] == "wrong"
    assert "Missing: 1. Changed: 1." in sign_in("ines").get("/admin/work").text
    for data in DATA:
        store.write(kept[0][0], [data], limit=len(data))
    assert run("blobs", "verify").exit_code == 0
    assert checks(run)["files"]["state"] == "ok"
    assert "damaged" not in sign_in("ines").get("/admin/work").text


def test_there_and_back_again(
    kept: list[tuple[str, str]], run: Run, app: Flask, tmp_path: Path, bucket: Bucket
) -> None:
    far, back = bucket("moved"), str(tmp_path / "back")
    result = run("blobs", "move", "--to", far)
    assert result.exit_code == 0, result.output
    assert "3 copied" in result.output
    assert f"Set BLOBS_URL={far}" in result.output
    assert all(store_at(far, tmp_path).verify(*blob) for blob in kept)
    assert all(blobs().verify(*blob) for blob in kept)  # the old place keeps its own
    app.config["BLOBS_URL"] = far
    app.extensions.pop("throughline.blobs")
    assert run("blobs", "verify").exit_code == 0
    assert checks(run)["files"]["says"].startswith("in s3://")
    again = json.loads(run("blobs", "move", "--to", back, "--json").output)
    assert (again["copied"], again["already_there"]) == (3, 0)
    again = json.loads(run("blobs", "move", "--to", back, "--json").output)
    assert (again["copied"], again["already_there"]) == (0, 3)
    assert all(LocalBlobs(Path(back)).verify(*blob) for blob in kept)


def test_spoiled_bytes_are_named_and_left_behind(kept: list[tuple[str, str]], run: Run, tmp_path: Path) -> None:
    store, target = blobs(), tmp_path / "far"
    assert isinstance(store, LocalBlobs)
    store.path(*kept[1]).write_bytes(b"lords")
    result = run("blobs", "move", "--to", str(target))
    assert result.exit_code == 1
    assert kept[1][1] in result.output
    assert sum(path.is_file() for path in target.rglob("*")) == 2


def test_a_place_that_is_none_is_refused_in_a_line(kept: list[tuple[str, str]], run: Run) -> None:
    assert "must be empty" in said(run("blobs", "move", "--to", "ftp://x/y"))


@pytest.mark.slow
def test_killed_on_the_way_it_ends_complete_the_next_time(app: Flask, run: Run, tmp_path: Path) -> None:
    store, target, key = blobs(), tmp_path / "far", "workspace1"
    hashes = [store.write(key, [os.urandom(200_000)], limit=200_000).sha256 for _each in range(60)]
    environment = os.environ | {"DATA_DIR": str(app.config["DATA_DIR"]), "DEMO": "0"}
    moving = subprocess.Popen([*COMMAND, "blobs", "move", "--to", str(target)], cwd=ROOT, env=environment)
    while moving.poll() is None and not list(target.glob("*/??/*")):
        with contextlib.suppress(subprocess.TimeoutExpired):
            moving.wait(0.01)
    moving.send_signal(signal.SIGKILL)
    moving.wait()
    whole = list(target.glob("*/??/*"))
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in whole)
    moved = json.loads(run("blobs", "move", "--to", str(target), "--json").output)
    assert moved["already_there"] == len(whole) < 60
    assert all(LocalBlobs(target).verify(key, sha256) for sha256 in hashes)

"""Hostile files and names through the browser's way in: kept, read by the worker, listed, and given out harmlessly."""

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.features.library.models import File, FileState, FileVersion, TextState
from portal.kernel.db import db
from portal.kernel.jobs.models import Job, JobState
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, place
from tests.shared_data import DATA, lines, needs

NAMES = [
    "../../etc/passwd",
    "a\u202egpj.exe",
    '"; filename="x.html',
    "<img src=x onerror=alert(1)>.txt",
    "CON.txt",
    ".",
    "a" * 400 + ".pdf",
    "na\u00efve \u65e5\u672c.txt",
    "a\tb.txt",
]


def check_name(name: str, sign_in: SignIn, put: Put, cast: Cast) -> None:
    maya = sign_in("maya")
    sent = name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")  # as browsers write it into a form
    answer = put(maya, sent, b"words")
    assert answer.status_code == 201, name
    assert answer.json is not None
    kept = answer.json["files"][0]
    listing = maya.get(place(cast)).text
    assert "<img src=x" not in listing
    assert "\u202e" not in listing
    got = maya.get(f"{place(cast)}/{kept['id']}/versions/1/download")
    header = got.headers["Content-Disposition"]
    assert got.data == b"words"
    got.close()  # frees its place among the transfers
    assert header.isascii()
    assert header.startswith("attachment; filename=")
    assert "/" not in header
    assert header.count('"') == 2
    assert got.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_kept_and_harmless(name: str, sign_in: SignIn, put: Put, cast: Cast) -> None:
    check_name(name, sign_in, put, cast)


@needs("hostile_filenames.jsonl")
@pytest.mark.slow
def test_every_hostile_name_is_kept_and_harmless(sign_in: SignIn, put: Put, cast: Cast) -> None:
    for line in lines("hostile_filenames.jsonl"):
        if line["filename"].strip("\0 \r\n"):
            check_name(line["filename"], sign_in, put, cast)


@needs("hostile_files.tar.xz")
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_hostile_file_goes_in_and_ends_in_a_named_state(
    app: Flask, sign_in: SignIn, put: Put, work: Callable[[], int], cast: Cast
) -> None:
    maya, sent = sign_in("maya"), 0
    with tarfile.open(DATA / "hostile_files.tar.xz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                name = Path(member.name).name
                assert put(maya, name, file.read()).status_code == 201, name
                sent += 1
    assert sent > 50
    work()
    db.session.rollback()
    versions = db.session.scalars(select(FileVersion)).all()
    assert len(versions) == sent
    assert {version.text_state for version in versions} <= {state.value for state in TextState} - {TextState.WAITING}
    assert all(version.reason for version in versions if version.text_state != TextState.READ)
    assert all(version.state in (FileState.AVAILABLE, FileState.REFUSED) for version in versions)
    assert db.session.scalars(select(Job).where(Job.state != JobState.DONE)).all() == []
    for kept in db.session.scalars(select(File)).unique():
        page = maya.get(place(cast, f"/{kept.public_id}"))
        assert page.status_code == 200, kept.name

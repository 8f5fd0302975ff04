"""The nightly look at all bytes: in slices, each in its turn, and what is wrong is told to the administrators."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.features.identity.queries import house_audience
from portal.features.library import scrub
from portal.features.library.models import BlobFault, File, ScrubMark
from portal.features.library.services import delete_file, file_away
from portal.features.library.store import keep
from portal.kernel.blobs import BlobStore, S3Blobs, StoreFailed, blobs
from portal.kernel.db import Base, db, now, write
from portal.kernel.ledger import Entry
from tests.cast import Cast
from tests.conftest import SignIn

Both = tuple[Flask, Cast]
NIGHT = datetime(2026, 11, 3, 2, tzinfo=UTC).astimezone().replace(hour=2)  # two o'clock on the server's own clock


def add(cast: Cast, data: bytes) -> tuple[str, str]:
    """A file with these bytes; gives where they are kept."""
    key = cast.workspace().public_id
    content = keep(key, "a.txt", [data], limit=100)
    with write():
        file_away(member=cast.member("maya"), audience=cast.audience(), folder=None, content=content)
    return key, content.sha256


def spoil(key: str, sha256: str) -> None:
    store = blobs()
    if isinstance(store, S3Blobs):
        store._store.put(f"{key}/{sha256[:2]}/{sha256}", b"other")
    else:
        store.path(key, sha256).write_bytes(b"other")  # type: ignore[attr-defined]


def told() -> list[object]:
    db.session.rollback()
    kind = select(Entry).where(Entry.kind == "blobs.damaged", Entry.audience_id == house_audience().id)
    return [json.loads(entry.payload) for entry in db.session.scalars(kind.order_by(Entry.seq))]


def faults() -> set[tuple[str, str]]:
    db.session.rollback()
    return {(each.sha256, each.what) for each in db.session.scalars(select(BlobFault))}


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is looked at from now on."""
    seen: list[str] = []
    real = scrub.look

    def look(store: BlobStore, key: str, sha256: str) -> str:
        seen.append(sha256)
        return real(store, key, sha256)

    monkeypatch.setattr(scrub, "look", look)
    return seen


def test_what_is_missing_or_changed_is_told_once_and_forgotten_when_it_is_well(both: Both) -> None:
    _app, cast = both
    good, bad, gone = (add(cast, data) for data in (b"good", b"bad", b"gone"))
    spoil(*bad)
    blobs().delete(*gone)
    with time_machine.travel(NIGHT, tick=True):
        scrub.scrub_slice()
    assert faults() == {(bad[1], "changed"), (gone[1], "missing")}
    assert told() == [{"missing": 1, "changed": 1}]
    assert scrub.fault_counts() == {"missing": 1, "changed": 1}
    with time_machine.travel(NIGHT + timedelta(days=1), tick=True):
        scrub.scrub_slice()
    assert len(told()) == 1
    for data in (b"bad", b"gone"):
        blobs().write(good[0], [data], limit=10)
    with time_machine.travel(NIGHT + timedelta(days=2), tick=True):
        scrub.scrub_slice()
    assert faults() == set()
    assert len(told()) == 1


def test_a_night_reads_a_slice_and_the_next_goes_on(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for each in range(5):
        add(cast, f"file {each}".encode())
        add(cast, f"file {each}".encode())  # the same bytes again are read once
    monkeypatch.setattr(scrub, "AT_LEAST", 12)  # bytes: two files a night
    monkeypatch.setattr(scrub, "AT_ONCE", 1)
    seen = watched(monkeypatch)
    for night in range(3):
        with time_machine.travel(NIGHT + timedelta(days=night), tick=True):
            scrub.scrub_slice()
            assert len(seen) == min(2 * night + 2, 5)
            scrub.scrub_slice()  # once a night
            assert len(seen) == min(2 * night + 2, 5)
    assert len(set(seen)) == 5
    mark = db.session.get_one(ScrubMark, 1)
    assert mark.place == 0
    assert mark.round_ended_at is not None


def test_by_day_it_rests_unless_a_night_was_missed(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    add(cast, b"words")
    looks = watched(monkeypatch)
    for moment, count in ((NIGHT, 1), (NIGHT + timedelta(hours=34), 1), (NIGHT + timedelta(hours=45), 2)):
        with time_machine.travel(moment, tick=True):
            scrub.scrub_slice()
        assert len(looks) == count


def test_a_store_that_does_not_answer_is_no_fault_and_is_asked_again(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(cast, b"words")

    def silent(*_given: object) -> str:
        raise StoreFailed("no answer")

    with monkeypatch.context() as patched, time_machine.travel(NIGHT, tick=True):
        patched.setattr(scrub, "look", silent)
        with pytest.raises(StoreFailed):
            scrub.scrub_slice()
    assert faults() == set()
    with time_machine.travel(NIGHT + timedelta(hours=1), tick=True):
        scrub.scrub_slice()
    assert db.session.get_one(ScrubMark, 1).slice_at is not None


def test_faults_of_what_nobody_needs_any_more_count_for_nothing(app: Flask, cast: Cast) -> None:
    key, sha256 = add(cast, b"words")
    blobs().delete(key, sha256)
    with time_machine.travel(NIGHT, tick=True):
        scrub.scrub_slice()
    assert scrub.fault_counts()
    with write():
        file = db.session.scalars(select(File)).unique().one()
        delete_file(by=cast.actor("maya"), file=file)
        file.purged_at = now()
    assert not scrub.fault_counts()
    with time_machine.travel(NIGHT + timedelta(days=1), tick=True):
        scrub.scrub_slice()
    assert faults() == set()


def test_administrators_see_it_on_their_page_and_others_do_not(sign_in: SignIn, cast: Cast) -> None:
    ines, damaged = sign_in("ines"), "Bytes of files are damaged."
    (key, gone), bad = add(cast, b"gone"), add(cast, b"bad")
    assert damaged not in ines.get("/admin/work").text
    blobs().delete(key, gone)
    spoil(*bad)
    with time_machine.travel(NIGHT, tick=True):
        scrub.scrub_slice()
    shown = ines.get("/admin/work").text
    assert damaged in shown
    assert "Missing: 1. Changed: 1." in shown
    for secret in ("a.txt", gone, bad[1]):  # of what is in workspaces they learn numbers alone
        assert secret not in shown
    assert sign_in("maya").get("/admin/work").status_code in (403, 404)
    blobs().write(key, [b"gone"], limit=10)
    blobs().write(key, [b"bad"], limit=10)
    with time_machine.travel(NIGHT + timedelta(days=1), tick=True):
        scrub.scrub_slice()
    assert damaged not in sign_in("ines").get("/admin/work").text


def test_no_other_table_refers_to_bytes() -> None:
    """A hash that is kept elsewhere must be asked for before bytes are forgotten, and be looked at by night."""
    hashes = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if "sha" in column.name or "blob" in column.name
    }
    assert hashes == {"file_version.sha256", "blob_fault.sha256"}

"""A chain written long ago, kept as a file: it proves on both databases, and must for ever.

If this fails, heads that customers saved no longer verify. Raise FORMAT and keep the old one readable; never change
golden.json.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.kernel.access import Audience
from portal.kernel.db import db, write
from portal.kernel.db.base import from_micros
from portal.kernel.ledger import Entry, EntryText, Installation, verify
from tests.cast import Cast

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "golden.json").read_text())
TIMES = ("recorded_at", "occurred_at")
WORDS = ("salt", "body")


def load(entries: list[dict[str, Any]]) -> None:
    """Put the chain into a database as it was written."""
    seq, _, digest = GOLDEN["head"].partition(":")
    with write() as session:
        session.add(Installation(id=1, public_id=GOLDEN["installation"]))
        place = {"public_id": GOLDEN["audience"], "workspace_key": GOLDEN["workspace_key"]}
        audience = Audience(kind="self", head_seq=int(seq), head_hash=digest, **place)
        session.add(audience)
        session.flush()
        for row in entries:
            said = {key: value for key, value in row.items() if key not in (*TIMES, *WORDS)}
            entry = Entry(audience_id=audience.id, **said, **{key: from_micros(row[key]) for key in TIMES})
            session.add(entry)
            session.flush()
            if row["salt"]:
                session.add(EntryText(entry_id=entry.id, salt=row["salt"], body=row["body"]))
    db.session.expire_all()


def test_the_golden_chain_proves(both: tuple[Flask, Cast]) -> None:
    load(GOLDEN["entries"])
    report = verify(db.session(), against={GOLDEN["audience"]: GOLDEN["head"]})
    assert report.findings == []
    assert report.heads[GOLDEN["audience"]] == GOLDEN["head"]
    assert report.entries == len(GOLDEN["entries"]) == 6


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("field", ["kind", "actor", "subject", "act", "payload", "digest", "occurred_at"])
def test_no_part_of_it_can_be_changed(app: Flask, number: int, field: str) -> None:
    changed = [dict(row) for row in GOLDEN["entries"]]
    value = changed[number][field]
    changed[number][field] = value + 1 if isinstance(value, int) else (value + "x")[-16:] if value else "x" * 64
    load(changed)
    assert any(each.seq == number + 1 for each in verify(db.session()).findings)

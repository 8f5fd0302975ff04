"""Sessions that ended and codes that no longer work are forgotten; whoever is signed in stays so."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.features.identity.models import Proof, SignedInSession
from portal.features.identity.tasks import KEPT, PROOFS_KEPT, tidy
from portal.kernel.db import db, now, write
from tests.cast import Cast

LONG = timedelta(days=200)


@pytest.fixture
def both_tidied(both: tuple[Flask, Cast]) -> tuple[Flask, Cast]:
    """Sessions and proofs of every age, tidied."""
    _app, cast = both
    moment = now()
    sessions = {
        "living": {},
        "ended lately": {"ended_at": moment - KEPT + timedelta(hours=1)},
        "ended": {"ended_at": moment - KEPT - timedelta(hours=1)},
        "old": {"created_at": moment - LONG},
        "idle": {"created_at": moment - timedelta(days=80), "seen_at": moment - timedelta(days=70)},
    }
    with write() as session:
        person_id = cast.people["maya"]
        for name, said in sessions.items():
            session.add(SignedInSession(token_hash=name, person_id=person_id, browser=name, **said))
        for name, age in (("works", -timedelta(minutes=5)), ("lately", timedelta(hours=1)), ("old", PROOFS_KEPT * 2)):
            hashes = {"email_key": name, "code_hash": name, "link_hash": name}
            session.add(Proof(purpose="sign_in", expires_at=moment - age, **hashes))
    tidy()
    return both


def test_what_is_left(both_tidied: tuple[Flask, Cast]) -> None:
    assert both_tidied
    assert set(db.session.scalars(select(SignedInSession.browser))) == {"living", "ended lately"}
    assert set(db.session.scalars(select(Proof.email_key))) == {"works", "lately"}

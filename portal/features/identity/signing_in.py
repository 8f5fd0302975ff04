"""Signing in and out, and the freshness of a session."""

import re
from datetime import timedelta

from flask import current_app, g, request
from sqlalchemy import select, update

from portal.features.identity.kinds import SIGN_IN_LINK, SIGNED_IN, SIGNED_OUT
from portal.features.identity.models import Person, SignedInSession
from portal.features.identity.proofs import sign_in_link
from portal.features.identity.queries import house_audience, self_audience
from portal.features.identity.sessions import open_session
from portal.kernel.db import db, now
from portal.kernel.ledger import record
from portal.kernel.ledger.record import SYSTEM

BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def sign_in_person(person: Person, *, by: str) -> str:
    """Open a session for somebody who proved who they are; `by` says how (code, link, password). Gives the token."""
    token = open_session(person, browser=browser_name(request.user_agent.string))
    subject = f"person:{person.alias}"
    record(SIGNED_IN, audience=self_audience(person), actor=person.alias, subject=subject, payload={"by": by})
    return token


def sign_out(person: Person, *, only: str | None = None, but: str | None = None) -> int:
    """End sessions: all, one by public id (`only`), or all `but` one. Gives how many ended; sockets follow."""
    living = select(SignedInSession.id).where(
        SignedInSession.person_id == person.id, SignedInSession.ended_at.is_(None)
    )
    if only is not None:
        living = living.where(SignedInSession.public_id == only)
    if but is not None:
        living = living.where(SignedInSession.public_id != but)
    ids = db.session.scalars(living).all()
    db.session.execute(update(SignedInSession).where(SignedInSession.id.in_(ids)).values(ended_at=now()))
    if ids:
        subject = f"person:{person.alias}"
        said = {"sessions": len(ids)}
        record(SIGNED_OUT, audience=self_audience(person), actor=person.alias, subject=subject, payload=said)
    return len(ids)


def operator_link(person: Person) -> str:
    """A one-time sign-in link made by an operator: the house and the person are told."""
    act = None
    for audience in (house_audience(), self_audience(person)):
        subject = f"person:{person.alias}"
        act = record(
            SIGN_IN_LINK, audience=audience, actor=SYSTEM, subject=subject, payload={"by": "operator"}, act=act
        )
    return sign_in_link(person)


def make_fresh(row: SignedInSession) -> None:
    """The one at the keyboard has just proved who they are."""
    row.fresh_until = now() + timedelta(minutes=current_app.config["FRESH_MINUTES"])


def is_fresh() -> bool:
    """Whether this session may do sensitive things without a new code."""
    row: SignedInSession | None = g.get("session_row")
    return row is not None and row.fresh_until > now()


def browser_name(agent: str) -> str:
    """A browser as its owner would call it: "Firefox on Windows"."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return " on ".join(filter(None, (browser, system))) or re.sub(r"[^\w ./-]", "", agent)[:40] or "A browser"


def sessions_of(person: Person) -> list[SignedInSession]:
    """Where somebody is signed in, latest first."""
    query = select(SignedInSession).where(SignedInSession.person_id == person.id, SignedInSession.ended_at.is_(None))
    return list(db.session.scalars(query.order_by(SignedInSession.seen_at.desc())))

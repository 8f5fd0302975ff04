"""Sessions: a random token in the cookie, a revocable row behind it."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, current_app, g, request, session, url_for
from flask_login import LoginManager
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from portal.features.identity.models import Person, PersonState, SignedInSession
from portal.kernel.access import NOBODY, Actor, signed_in
from portal.kernel.db import db, now, write
from portal.kernel.db.busy import busy
from portal.kernel.web import see_other, wants_json

TOKEN = "sid"  # noqa: S105 (a key of the session)
SEEN_EVERY = timedelta(minutes=1)


def init_sessions(app: Flask) -> None:
    """Know who asks, before any rule is checked. Flask-Login is used for `current_user` only."""
    manager = LoginManager()
    manager.session_protection = None  # our own row decides
    manager.init_app(app)
    manager.request_loader(lambda _request: g.get("person"))
    app.before_request(_recognise)
    signed_in.challenge = _challenge


def actor() -> Actor:
    """Who is acting in this request."""
    found: Actor = g.get("actor", NOBODY)
    return found


def open_session(person: Person, *, browser: str) -> str:
    """Add a session row for a person who has just proved who they are; gives the token for the cookie."""
    token = secrets.token_urlsafe(32)
    fresh = now() + timedelta(minutes=current_app.config["FRESH_MINUTES"])
    db.session.add(
        SignedInSession(token_hash=token_hash(token), person_id=person.id, browser=browser, fresh_until=fresh)
    )
    return token


def remember(token: str) -> None:
    """Put the token into a fresh cookie; whatever the visitor's cookie held before is gone (no fixation)."""
    session.clear()
    session.permanent = True
    session[TOKEN] = token


def token_hash(token: str) -> str:
    """What is stored of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_session(token: str) -> SignedInSession | None:
    """The living session behind a token: not ended, not idle too long, not too old, of an active person."""
    found = db.session.scalars(select(SignedInSession).where(SignedInSession.token_hash == token_hash(token))).first()
    return found if found is not None and alive(found) else None


def alive(row: SignedInSession) -> bool:
    """Whether a session still counts, by the server's clock."""
    config, moment = current_app.config, now()
    idle, longest = timedelta(days=config["SESSION_IDLE_DAYS"]), timedelta(days=config["SESSION_MAX_DAYS"])
    if row.person.administrator:
        longest = timedelta(hours=config["ADMIN_SESSION_HOURS"])
    young = moment - row.created_at < longest and moment - row.seen_at < idle
    return row.ended_at is None and young and row.person.state == PersonState.ACTIVE


def _recognise() -> None:
    """Set `g.person` and `g.actor` from the cookie."""
    token = session.get(TOKEN)
    if request.endpoint == "static" or not token:
        return
    row = find_session(token)
    if row is None:
        session.pop(TOKEN, None)
        return
    if now() - row.seen_at > SEEN_EVERY:
        _see(row)
    g.session_row, g.person, g.actor = row, row.person, row.person.actor()


def _see(row: SignedInSession) -> None:
    """Note the visit; where the database is busy with others, the next one is noted."""
    try:
        with write():
            row.seen_at = now()
    except DBAPIError as error:
        if not busy(error):
            raise


def _challenge() -> Any | None:
    """Nobody is signed in: ask them to, and come back here."""
    if actor().known:
        return None
    if wants_json():
        return {"status": 401, "error": "Sign in first"}, 401
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return see_other(url_for("identity.sign_in", next=back))

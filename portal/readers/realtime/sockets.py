"""Socket handlers. Sockets run outside Flask's hooks, so every event asks again who this is and what they read."""

from typing import Any

from flask import Flask, request, session
from flask_socketio import disconnect
from sqlalchemy import select

from portal.features.identity.models import SignedInSession
from portal.features.identity.sessions import TOKEN, find_session
from portal.features.workspaces.models import Member, MemberState, Workspace
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import Audience, AudienceKind, readable
from portal.kernel.db import db
from portal.kernel.ledger import doorbell
from portal.kernel.ledger.installation import ledger_epoch
from portal.readers.realtime.door import Door
from portal.readers.realtime.listeners import Heads, Listener, listeners, reads, ring
from portal.readers.realtime.measure import Measure
from portal.readers.realtime.presence import Presence
from portal.readers.realtime.server import socketio

presence = Presence()
measure = Measure()


def init_sockets(app: Flask) -> None:
    """Attach the server. Handlers are registered before it starts, or a second application would be deaf."""
    for name, call in EVENTS.items():
        socketio.on_event(name, call)  # type: ignore[arg-type]  # connect and disconnect take no argument there
    socketio.init_app(  # type: ignore[call-arg]  # engine.io's settings are passed through
        app,
        async_mode=app.config["ASYNC_MODE"],
        transports=["websocket"],
        manage_session=False,
        ping_interval=20,
        ping_timeout=15,
        max_http_buffer_size=20_000,
        cors_allowed_origins=[app.config["PUBLIC_URL"]],
    )
    app.wsgi_app = Door(app, app.wsgi_app)  # type: ignore[method-assign]
    with app.app_context():
        doorbell().listen(hear)


def hear(heads: Heads) -> None:
    """Ring, and let nobody be shown as here who no longer may be."""
    for sid, listener in ring(heads):
        place = presence.place_of(sid)
        if place is not None and not reads(listener.person_id, place[1]):
            _leave_place(sid)


def connect(_auth: object = None) -> bool:
    """Let a signed-in browser hear the bell."""
    row = _session()
    if row is not None:
        listeners.add(_sid(), Listener(row.person_id, row.id))
    return row is not None


def leave(_reason: object = None) -> None:
    """A page was closed, or its line broke."""
    listeners.drop(_sid())
    measure.forget(_sid())
    _leave_place(_sid())


def heads(_data: object = None) -> dict[str, Any]:
    """The heartbeat: heads of what this person reads now, and the epoch they count in."""
    if not measure.allows(_sid()):
        return {"heads": {}, "epoch": ""}  # nothing new
    row = _session()
    if row is None:
        disconnect()
        return {}
    query = select(Audience.public_id, Audience.head_seq).where(Audience.id.in_(readable(row.person.actor())))
    found = {row[0]: row[1] for row in db.session.execute(query)}
    return {"heads": found, "epoch": ledger_epoch(db.session())}


def here(data: object) -> dict[str, Any]:
    """A page of a workspace is open; answers who else is here."""
    member = _member(data)
    if member is None:
        return {"people": []}
    view, workspace = shown_as(member), member.workspace.public_id
    query = select(Audience.public_id).where(
        Audience.workspace_id == member.workspace_id, Audience.kind == AudienceKind.EVERYONE
    )
    everyone = db.session.scalars(query).one()
    person = {key: getattr(view, key) for key in ("id", "name", "company", "staff", "tone", "initials")}
    people = presence.arrive(_sid(), workspace, everyone, person)
    listeners.tell(everyone, "presence", {"workspace": workspace, "people": people}, but=_sid())
    return {"people": people}


def typing(data: object) -> None:
    """Somebody writes in a thread: told only to those who read that audience."""
    member = _member(data)
    if member is None or not isinstance(data, dict):
        return
    audience = _key(data, "audience")
    mine = Audience.visible_to(member.person.actor()).where(
        Audience.public_id == audience, Audience.workspace_id == member.workspace_id
    )
    if db.session.scalars(mine).first() is not None:
        view = shown_as(member)
        news = {"thread": _key(data, "thread"), "id": view.id, "name": view.name}
        listeners.tell(audience, "typing", news, but=_sid())


EVENTS = {"connect": connect, "disconnect": leave, "heads": heads, "here": here, "typing": typing}


def _leave_place(sid: str) -> None:
    for (workspace, everyone), people in presence.leave(sid):
        listeners.tell(everyone, "presence", {"workspace": workspace, "people": people})


def _session() -> SignedInSession | None:
    """The living session of this socket, looked up now: the copy made at connect survives a sign-out."""
    token = session.get(TOKEN)
    return find_session(token) if token else None


def _member(data: object) -> Member | None:
    row = _session() if isinstance(data, dict) and measure.allows(_sid()) else None
    if row is None or not isinstance(data, dict):
        return None
    visible = Workspace.visible_to(row.person.actor()).with_only_columns(Workspace.id)
    query = select(Member).join(Workspace, Member.workspace_id == Workspace.id)
    query = query.where(Workspace.id.in_(visible), Workspace.public_id == _key(data, "workspace"))
    return db.session.scalars(
        query.where(Member.person_id == row.person_id, Member.state == MemberState.ACTIVE)
    ).first()


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]  # Flask-SocketIO adds it


def _key(data: dict[str, Any], name: str) -> str:
    """A public id out of what a socket said; empty for anything else, which no row has."""
    said = data.get(name, "")
    return said[:16] if isinstance(said, str) and said.isascii() and said.isalnum() else ""

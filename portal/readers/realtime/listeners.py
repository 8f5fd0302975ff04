"""Open sockets of this process, and ringing those who read an audience at this moment."""

import threading
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from portal.features.identity.models import SignedInSession
from portal.kernel.access import Audience, AudienceKind, AudienceReader
from portal.kernel.db import db
from portal.readers.realtime.server import socketio

Heads = dict[str, int]


@dataclass(frozen=True, slots=True)
class Listener:
    """One socket: whose, and of which signed-in session."""

    person_id: int
    session_id: int


class Listeners:
    """Sockets by their id. Who is rung is read from the database each time: a removed member hears nothing more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, Listener] = {}

    def add(self, sid: str, listener: Listener) -> None:
        """Keep a socket."""
        with self._lock:
            self._open[sid] = listener

    def drop(self, sid: str) -> None:
        """A socket is gone."""
        with self._lock:
            self._open.pop(sid, None)

    def any(self) -> bool:
        """Whether a page is open at all."""
        return bool(self._open)

    def of(self, person_ids: set[int]) -> list[tuple[str, Listener]]:
        """The sockets of these people."""
        with self._lock:
            return [(sid, each) for sid, each in self._open.items() if each.person_id in person_ids]

    def of_sessions(self, session_ids: set[int]) -> list[tuple[str, Listener]]:
        """The sockets of these signed-in sessions."""
        with self._lock:
            return [(sid, each) for sid, each in self._open.items() if each.session_id in session_ids]

    def tell(self, audience: str, event: str, data: object, *, but: str = "") -> None:
        """Send an event to whoever reads the audience (by public id) now."""
        for readers in _readers([audience]).values():
            for sid, _listener in self.of(readers[0]):
                if sid != but:
                    socketio.emit(event, data, to=sid)


listeners = Listeners()
_READERS = (
    select(Audience.public_id, Audience.kind, AudienceReader.person_id)
    .join(AudienceReader, AudienceReader.audience_id == Audience.id)
    .where(Audience.public_id.in_(bindparam("wanted", expanding=True)))
)
# The head each audience was last rung with by this process; what other processes wrote is the difference.
rung: Heads = {}


def ring(heads: Heads) -> list[tuple[str, Listener]]:
    """Tell each reader's open pages which audiences have news; close the sockets of sessions that ended.

    Gives the sockets of those whom something concerns alone: what they may do may have changed.
    """
    rung.update(heads)
    concerned: list[tuple[str, Listener]] = []
    if not listeners.any():
        return concerned
    for public_id, (people, kind) in _readers(list(heads)).items():
        found = listeners.of(people)
        if kind == AudienceKind.SELF and found:
            _close_ended({listener.session_id for _sid, listener in found})
            concerned += found
        for sid, _listener in found:
            socketio.emit("ring", {"audience": public_id, "head": heads[public_id]}, to=sid)
    return concerned


def reads(person_id: int, audience: str) -> bool:
    """Whether somebody reads an audience (by public id) now."""
    people, _kind = _readers([audience]).get(audience, (set[int](), ""))
    return person_id in people


def _readers(public_ids: list[str]) -> dict[str, tuple[set[int], str]]:
    """Who reads these audiences, on a connection of its own: the caller's transaction is over or not ours."""
    found: dict[str, tuple[set[int], str]] = {}
    with db.engine.connect() as connection:
        for public_id, kind, person_id in connection.execute(_READERS, {"wanted": public_ids}):
            found.setdefault(public_id, (set(), kind))[0].add(person_id)
    return found


def _close_ended(session_ids: set[int]) -> None:
    """A sign-out, or the end of an account, ends the sockets too."""
    with db.engine.connect() as connection:
        query = select(SignedInSession.id).where(
            SignedInSession.id.in_(session_ids), SignedInSession.ended_at.is_not(None)
        )
        ended = set(connection.scalars(query))
    for sid, _listener in listeners.of_sessions(ended):
        socketio.emit("revoked", {}, to=sid)
        socketio.server.disconnect(sid, namespace="/")  # type: ignore[attr-defined]  # set by init_app

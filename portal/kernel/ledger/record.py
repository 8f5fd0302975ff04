"""record(): a service says what happened."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.kernel.access import Audience
from portal.kernel.db import db, new_public_id, told_of
from portal.kernel.db.write import WRITING
from portal.kernel.ledger.kinds import Kind

PENDING = "throughline.pending_entries"
SYSTEM = "system"


@dataclass(slots=True)
class Pending:
    """An entry that waits for its number."""

    kind: Kind
    audience_id: int
    workspace_id: int | None
    actor: str
    subject: str
    payload: dict[str, Any]
    beside: dict[str, Any]
    occurred_at: datetime | None
    act: str
    salt: str


def record(
    kind: Kind,
    *,
    audience: Audience,
    actor: str,
    subject: str,
    payload: dict[str, Any] | None = None,
    beside: dict[str, Any] | None = None,
    occurred_at: datetime | None = None,
    act: str | None = None,
) -> str:
    """Add an entry to the running transaction and give back its act, for the entries of the same deed elsewhere.

    `actor` is the signing member's public id, or `SYSTEM`; `occurred_at` is set only by imports (or by `telling_of`).
    """
    session = db.session()
    if not session.info.get(WRITING):
        raise RuntimeError("record() outside write()")
    payload, beside = payload or {}, beside or {}
    kind.check(payload, beside)
    act = act or new_public_id()
    entry = Pending(
        kind=kind,
        audience_id=audience.id,
        workspace_id=audience.workspace_id,
        actor=actor,
        subject=subject,
        payload=payload,
        beside=beside,
        occurred_at=occurred_at or told_of(),
        act=act,
        salt=secrets.token_hex(16) if beside else "",
    )
    session.info.setdefault(PENDING, []).append(entry)
    return act

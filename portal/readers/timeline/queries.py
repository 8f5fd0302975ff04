"""Entries of a workspace for one reader."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.features.workspaces.models import Workspace
from portal.kernel.access import Actor, readable
from portal.kernel.db import db
from portal.kernel.ledger import Entry

# Deeds too small for a line of their own, and those that only speak of other entries.
QUIET = ("post.reacted", "text.erased", "file.read", "file.checked", "member.imported")


def timeline(
    workspace: Workspace,
    actor: Actor,
    *,
    kind: str = "",
    since: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Sequence[Entry]:
    """The newest entries the actor may read, of one kind of noun (`thread`, `file`, …) if it is given."""
    query = select(Entry).where(Entry.workspace_id == workspace.id, Entry.audience_id.in_(readable(actor)))
    query = query.where(Entry.kind.not_in(QUIET))
    if kind:
        query = query.where(Entry.kind.startswith(f"{kind}.", autoescape=True))
    if since is not None:
        query = query.where(Entry.occurred_at > since)
    if before is not None:
        query = query.where(Entry.id < before)
    query = query.order_by(Entry.occurred_at.desc(), Entry.id.desc()).limit(limit)
    return db.session.scalars(query.options(joinedload(Entry.beside))).unique().all()

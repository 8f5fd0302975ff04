"""What the worker does for identity: forgetting browsers and codes of long ago."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, or_

from portal.features.identity.models import Proof, SignedInSession
from portal.kernel.db import now, write
from portal.kernel.jobs import timer

KEPT = timedelta(days=30)  # after a session ended: the names of browsers are nobody's business for longer
PROOFS_KEPT = timedelta(days=1)  # after a code stopped working


@timer("identity.tidy", timedelta(hours=6))
def tidy() -> None:
    """Delete sessions that cannot come alive again, and codes and links that no longer work."""
    moment, config = now(), current_app.config
    longest = moment - timedelta(days=config["SESSION_MAX_DAYS"]) - KEPT
    idle = moment - timedelta(days=config["SESSION_IDLE_DAYS"]) - KEPT
    over = or_(
        SignedInSession.ended_at < moment - KEPT, SignedInSession.created_at < longest, SignedInSession.seen_at < idle
    )
    with write() as session:
        session.execute(delete(SignedInSession).where(over))
        session.execute(delete(Proof).where(Proof.expires_at < moment - PROOFS_KEPT))

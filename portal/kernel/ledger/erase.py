"""Taking the words of entries away while their chain stays whole."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.kernel.access import Audience
from portal.kernel.ledger.kinds import Kind
from portal.kernel.ledger.models import Entry, EntryText
from portal.kernel.ledger.record import record
from portal.kernel.ledger.verify import ERASURE

TEXT_ERASED = Kind(ERASURE, goes_to="the audience of the entry whose words went", payload={"reason": str})


def erase_texts(session: Session, *, audience: Audience, subject: str, actor: str, reason: str, act: str) -> None:
    """Remove the words beside every entry about `subject`, and declare it so that the chain still verifies."""
    found = session.execute(
        select(Entry.id, Entry.seq)
        .join(EntryText, EntryText.entry_id == Entry.id)
        .where(Entry.audience_id == audience.id, Entry.subject == subject, EntryText.body.is_not(None))
    ).all()
    if not found:
        return
    session.execute(update(EntryText).where(EntryText.entry_id.in_([row.id for row in found])).values(body=None))
    for row in found:
        record(
            TEXT_ERASED,
            audience=audience,
            actor=actor,
            subject=f"entry:{row.seq}",
            payload={"reason": reason},
            act=act,
        )

"""Proof: walk every chain and name whatever was changed, removed, inserted, reordered or cut."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.kernel.access import Audience
from portal.kernel.access.models import GENESIS
from portal.kernel.db.base import to_micros
from portal.kernel.ledger.chain import digest_of, hash_of
from portal.kernel.ledger.installation import installation
from portal.kernel.ledger.models import Entry

ERASURE = "text.erased"  # an entry of this kind names in its subject, "entry:SEQ" of its own chain, whose words went


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where: audience by public id, number of the entry."""

    audience: str
    seq: int
    what: str


@dataclass(slots=True)
class Report:
    """The result: entries seen, the head of every chain (`seq:hash` by audience, to be kept elsewhere), findings."""

    entries: int = 0
    heads: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def verify(session: Session, *, workspace_id: int | None = None, against: dict[str, str] | None = None) -> Report:
    """Check all chains, or those of one workspace, and compare them with heads saved earlier."""
    report = Report()
    audiences = select(Audience).order_by(Audience.id)
    if workspace_id is not None:
        audiences = audiences.where(Audience.workspace_id == workspace_id)
    for audience in session.scalars(audiences.execution_options(populate_existing=True)).all():
        report.findings += _chain(session, audience, report, (against or {}).get(audience.public_id))
    missing = set(against or {}) - set(report.heads) if workspace_id is None else set()
    report.findings += [Finding(name, 0, "the whole chain is gone") for name in sorted(missing)]
    return report


def _chain(session: Session, audience: Audience, report: Report, saved: str | None) -> Iterator[Finding]:
    place = (installation(session), audience.workspace_key, audience.public_id)
    erased = _erased(session, audience)
    wanted, previous, seen = 1, GENESIS, {0: GENESIS}
    entries = select(Entry).where(Entry.audience_id == audience.id).order_by(Entry.seq).execution_options(yield_per=500)
    for entry in session.scalars(entries.options(joinedload(Entry.beside))):
        report.entries += 1
        if entry.seq != wanted:
            yield Finding(audience.public_id, wanted, f"expected number {wanted}, found {entry.seq}")
        if entry.prev_hash != previous:
            yield Finding(audience.public_id, entry.seq, "does not follow the entry before it")
        if entry.hash != _hash(entry, place):
            yield Finding(audience.public_id, entry.seq, "was changed")
        yield from _beside(entry, audience.public_id, erased)
        wanted, previous = entry.seq + 1, entry.hash
        seen[entry.seq] = entry.hash
    if (audience.head_seq, audience.head_hash) != (wanted - 1, previous):
        yield Finding(audience.public_id, wanted - 1, f"the head says {audience.head_seq}, the chain ends here")
    report.heads[audience.public_id] = f"{wanted - 1}:{previous}"
    if saved is not None:
        seq, _, digest = saved.partition(":")
        if seen.get(int(seq)) != digest:
            yield Finding(audience.public_id, int(seq), "differs from the saved head: cut or rebuilt")


def _erased(session: Session, audience: Audience) -> set[str]:
    kinds = select(Entry.subject).where(Entry.kind == ERASURE, Entry.audience_id == audience.id)
    return set(session.scalars(kinds))


def _hash(entry: Entry, place: tuple[str, str, str]) -> str:
    return hash_of(
        place=place,
        seq=entry.seq,
        kind=entry.kind,
        times=(to_micros(entry.recorded_at), to_micros(entry.occurred_at)),
        actor=entry.actor,
        subject=entry.subject,
        act=entry.act,
        payload=entry.payload,
        digest=entry.digest,
        previous=entry.prev_hash,
    )


def _beside(entry: Entry, audience: str, erased: set[str]) -> Iterator[Finding]:
    """The words beside an entry must match their digest, or their erasure must be declared."""
    if not entry.digest:
        return
    beside = entry.beside
    if beside is None or beside.body is None:
        if f"entry:{entry.seq}" not in erased:
            yield Finding(audience, entry.seq, "its text is missing and no entry declares why")
    elif digest_of(beside.salt, beside.body) != entry.digest:
        yield Finding(audience, entry.seq, "its text was changed")

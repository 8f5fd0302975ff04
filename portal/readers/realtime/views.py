"""/since: what a page missed, as entries for programs and as fragments for pages."""

from typing import Any

from flask import Blueprint, json, render_template, request
from sqlalchemy import select

from portal.features.identity.sessions import actor
from portal.kernel.access import Audience, rule, signed_in
from portal.kernel.db import db
from portal.kernel.ledger import Entry, entries_after
from portal.kernel.ledger.installation import ledger_epoch
from portal.kernel.web import stream, wants_stream
from portal.readers.realtime.fragments import fragments

pages = Blueprint("realtime", __name__)
KEPT_BACK = frozenset({"sha256"})  # of a file that may only be looked at, the hash is not given out either
MOST = 200  # entries of one audience in one answer; the rest is fetched with the next


@pages.get("/since")
@rule(signed_in)
def since() -> Any:
    """Entries after `?audience=ID:SEQ` (several), rights checked for each; audiences one does not read stay out."""
    asked = dict(_pairs(request.args.getlist("audience")[:200]))
    found = db.session.scalars(Audience.visible_to(actor()).where(Audience.public_id.in_(asked))).all()
    heads: dict[str, int] = {}
    entries: list[tuple[Audience, Entry]] = []
    for audience in found:
        new = db.session.scalars(entries_after(audience.id, asked[audience.public_id], limit=MOST)).all()
        heads[audience.public_id] = new[-1].seq if new else max(asked[audience.public_id], 0)
        entries += [(audience, entry) for entry in new]
    gone = sorted(set(asked) - set(heads))
    said: dict[str, Any] = {"heads": heads, "gone": gone, "epoch": ledger_epoch(db.session())}
    if not wants_stream():
        return said | {"entries": [_plain(audience, entry) for audience, entry in entries]}
    html = fragments([entry for _audience, entry in entries], thread_id=request.args.get("thread", ""))
    answer = stream(render_template("realtime/since.stream.html", pieces=html))
    answer.headers["X-Heads"], answer.headers["X-Ledger-Epoch"] = json.dumps(heads), said["epoch"]
    return answer


@pages.get("/heads")
@rule(signed_in)
def current_heads() -> Any:
    """The heads of what one reads: for browsers without sockets."""
    query = select(Audience.public_id, Audience.head_seq).where(
        Audience.id.in_(Audience.visible_to(actor()).with_only_columns(Audience.id))
    )
    return {"heads": {row[0]: row[1] for row in db.session.execute(query)}, "epoch": ledger_epoch(db.session())}


def _pairs(asked: list[str]) -> list[tuple[str, int]]:
    pairs = []
    for each in asked:
        public_id, _, seq = each.partition(":")
        pairs.append((public_id, int(seq) if seq.isascii() and seq.isdigit() and len(seq) < 16 else 0))
    return pairs


def _plain(audience: Audience, entry: Entry) -> dict[str, Any]:
    return {
        "audience": audience.public_id,
        "seq": entry.seq,
        "kind": entry.kind,
        "actor": entry.actor,
        "subject": entry.subject,
        "occurred_at": entry.occurred_at.isoformat(),
        "payload": {name: value for name, value in json.loads(entry.payload).items() if name not in KEPT_BACK},
    }

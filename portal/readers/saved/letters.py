"""Mail about what kept searches have found: one for all of them, written from what stands when it leaves."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import func, select, update

from portal.features.discussions.models import Post
from portal.features.identity.models import Person
from portal.features.identity.queries import house, primary_email
from portal.features.library.models import File
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import AudienceKind
from portal.kernel.db import db, now, write
from portal.kernel.jobs import handler
from portal.kernel.mail import MailState, OutboundMail, after_refusal, queue_mail, recheck, written_later
from portal.kernel.text import excerpt
from portal.kernel.web.language import count, say, speaking_to
from portal.readers.notifications.sending import Overtaken
from portal.readers.notifications.tokens import Key, make_key
from portal.readers.notifications.wishes import SEARCHES, window
from portal.readers.saved.finding import JOB, wake
from portal.readers.saved.models import Find, FindState, SavedSearch
from portal.readers.saved.questions import asked_of
from portal.readers.saved.services import subject_of
from portal.readers.saved.standing import Held, standing

PURPOSE = "saved"
SHOWN = 10  # results of one search that are named in one mail
LONGEST_TITLE = 150


@handler(JOB)
def mail_finds(payload: dict[str, Any]) -> None:
    """Mail one person what is due and still holds; no two such mails come within a few minutes."""
    person = db.session.get(Person, payload["person"])
    if person is None:
        return
    last = select(func.max(OutboundMail.created_at)).where(
        OutboundMail.person_id == person.id, OutboundMail.purpose == PURPOSE, OutboundMail.state != MailState.WITHDRAWN
    )
    before = db.session.scalar(last)
    if before is not None and before + window() > now():
        person_id = person.id
        with write():
            wake(person_id, before + window())
    else:
        tell(person)


def tell(person: Person) -> None:
    """Write the mail. One transaction: a worker that is killed leaves all or nothing."""
    due = db.session.scalars(_waiting(person.id).where(Find.due_at <= now())).all()
    held = standing(person, due) if primary_email(person) else []
    mail, kept = _mail(person, held) if held else None, [find.id for find, _thing in held]
    about = [subject for each in held for subject in _about(*each)]
    person_id = person.id
    with write() as session:
        _move([each for each in due if each not in kept], FindState.DROPPED)
        if mail is not None:
            if _move(kept, FindState.MAILED) != len(kept):
                raise Overtaken
            queue_mail(mail, also_about=about)
            session.execute(update(Find).where(Find.id.in_(kept)).values(mail_id=mail.id))
        later = db.session.scalar(_waiting(person_id).with_only_columns(func.min(Find.due_at)))
        if later is not None:
            wake(person_id, later)


@recheck(PURPOSE)
def may_leave(mail: OutboundMail) -> bool:
    """Whether everything it says is still so, to that address, in those words."""
    person = db.session.get(Person, mail.person_id)
    ids = db.session.scalars(select(Find.id).where(Find.mail_id == mail.id)).all()
    if person is None or not ids or primary_email(person) != mail.to_address:
        return False
    held = standing(person, ids)
    with speaking_to(person):
        return len(held) == len(ids) and _facts(person, held) == mail.detail["facts"]


@after_refusal(PURPOSE)
def written_anew(mail: OutboundMail) -> None:
    """What was called back, or had become wrong, is written again from what still holds."""
    if mail.state != MailState.WITHDRAWN or mail.person_id is None:
        return
    again = update(Find).where(Find.mail_id == mail.id, Find.state == FindState.MAILED)
    freed = again.values(state=FindState.WAITING, mail_id=None).returning(Find.id)
    if db.session.scalars(freed).all():
        wake(mail.person_id, now())


def _mail(person: Person, held: Sequence[Held]) -> OutboundMail:
    with speaking_to(person):
        facts, vendor = _facts(person, held), house()
        return OutboundMail(
            purpose=PURPOSE,
            person_id=person.id,
            to_name=person.name,
            to_address=primary_email(person),
            from_name=vendor.name if vendor else "",
            subject=facts["subject"],
            unsubscribe_url=facts["less"],
            detail=written_later("saved", **facts),
        )


def _facts(person: Person, held: Sequence[Held]) -> dict[str, Any]:
    """What it says, by kept search. Of what is for a team alone only the number."""
    by_search: dict[SavedSearch, list[Held]] = {}
    for each in held:
        by_search.setdefault(each[0].saved, []).append(each)
    names, number = [saved.name for saved in by_search], len({thing for _find, thing in held})
    words = "%(num)s new result for “%(name)s”", "%(num)s new results for “%(name)s”"
    many = "%(num)s new result in searches you keep", "%(num)s new results in searches you keep"
    key = make_key(Key(person.public_id, [SEARCHES], ""))
    return {
        "subject": count(*words, number, name=names[0]) if len(names) == 1 else count(*many, number),
        "searches": [_part(saved, each) for saved, each in by_search.items()],
        "less": url_for("notifications.less", token=key, _external=True),
        "settings": url_for("notifications.settings", _external=True),
        "own": url_for("search.results", _external=True),
    }


def _part(saved: SavedSearch, held: Sequence[Held]) -> dict[str, Any]:
    open_ = [thing for _find, thing in held if thing.audience.kind != AudienceKind.TEAM]
    fields = asked_of(saved.question).fields() | {"order": "newest"}
    return {
        "name": saved.name,
        "url": url_for("search.results", _external=True, **fields),
        "rows": [_row(each) for each in open_[:SHOWN]],
        "more": max(len(open_) - SHOWN, 0),
        "sealed": len(held) - len(open_),
    }


def _row(thing: Post | File) -> dict[str, str]:
    """One result: what it is called, who wrote it, where."""
    if isinstance(thing, Post):
        workspace, title, by = thing.thread.workspace, thing.thread.title, shown_as(thing.author)
        url = url_for("posts.show", workspace_id=workspace.public_id, post_id=thing.public_id, _external=True)
    else:
        workspace, title, by = thing.workspace, thing.name, shown_as(thing.versions[-1].uploaded_by)
        url = url_for("library.file", workspace_id=workspace.public_id, file_id=thing.public_id, _external=True)
    name = say("Everyone") if thing.audience.kind == AudienceKind.EVERYONE else thing.audience.name
    meta = say("%(name)s, %(company)s, in %(place)s", name=by.name, company=by.company, place=workspace.name)
    return {"title": excerpt(title, limit=LONGEST_TITLE), "url": url, "meta": meta, "audience": name}


def _about(find: Find, thing: Post | File) -> list[str]:
    """Everything it speaks of, so that any of it can be called back."""
    if isinstance(thing, Post):
        named = [f"post:{thing.public_id}", f"thread:{thing.thread.public_id}"]
        workspace = thing.thread.workspace
    else:
        named, workspace = [f"file:{thing.public_id}"], thing.workspace
    return [*named, f"audience:{thing.audience.public_id}", f"workspace:{workspace.public_id}", subject_of(find.saved)]


def _waiting(person_id: int) -> Any:
    mine = select(SavedSearch.id).where(SavedSearch.person_id == person_id)
    return select(Find.id).where(Find.saved_id.in_(mine), Find.state == FindState.WAITING, Find.due_at.is_not(None))


def _move(ids: Sequence[int], state: FindState) -> int:
    """End waiting finds; how many still waited."""
    moved = update(Find).where(Find.id.in_(ids), Find.state == FindState.WAITING).values(state=state)
    return len(db.session.scalars(moved.returning(Find.id)).all())

"""A portal of 2,000 workspaces whose posts and file pages say what people wrote in the real mail, mixed anew.

Rows go straight into their tables, without ledger entries: it is the size that is measured, and the search is built
from the rows. What is written while it is measured goes the usual way.
"""

import gzip
import mailbox
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import Message
from html import escape
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.features.discussions.models import Post, Thread
from portal.features.identity.models import Company, Person
from portal.features.library.models import File, FileState, FileVersion, PageText, TextState
from portal.features.workspaces.models import Member, Workspace
from portal.kernel.access import Audience, AudienceReader
from portal.kernel.db import db, new_public_id, now, write
from tests.bench.words import paragraphs, title

Step = Callable[[int], None]  # told how many documents were written so far
BATCH = 2000
AUDIENCES = (("everyone", ""), ("team", ""), ("circle", "Both sides"))
OFTEN = 50  # workspaces of the member who is in several


@dataclass(slots=True)
class Mail:
    """What there is to say: subjects, and the paragraphs people wrote (quotes left out)."""

    subjects: list[str]
    said: list[str]


@dataclass(slots=True)
class Rows:
    """Rows of one table on their way in, by ascending id."""

    model: type[Any]
    next: int
    held: list[dict[str, Any]] = field(default_factory=list)

    def add(self, **row: Any) -> int:
        """Put one in; its id."""
        self.held.append({"id": self.next, "public_id": new_public_id()} | row)
        self.next += 1
        return self.next - 1


class Tables:
    """Rows of several tables, those first that others point to."""

    def __init__(self, *models: type[Any]) -> None:
        self.of = {model: Rows(model, _next(model.id)) for model in models}
        self.beside: dict[type[Any], list[dict[str, Any]]] = {AudienceReader: [], PageText: []}

    def flush(self, most: int = 0) -> None:
        """Write what is held, if it is more than that."""
        every = {model: rows.held for model, rows in self.of.items()} | self.beside
        if sum(map(len, every.values())) <= most:
            return
        with write() as session:
            for model, rows in every.items():
                for start in range(0, len(rows), BATCH):
                    session.execute(insert(model), rows[start : start + BATCH])
        for rows in every.values():
            rows.clear()


@dataclass(frozen=True, slots=True)
class Room:
    """A workspace with its audiences, who is in it, and how many documents it gets."""

    workspace: int
    audiences: list[int]
    members: list[int]
    share: int


def read_mail(path: Path) -> Mail:
    """The words of a gzipped mbox; words made up where there is none."""
    luck = random.Random(5)
    if not path.exists():
        return Mail([title(luck) for _ in range(500)], [paragraphs(luck) for _ in range(2000)])
    with tempfile.NamedTemporaryFile() as plain, gzip.open(path) as packed:
        shutil.copyfileobj(packed, plain)
        plain.flush()
        found = Mail([], [])
        for message in mailbox.mbox(plain.name):
            found.subjects.append(re.sub(r"\s+", " ", str(message["subject"] or "No subject"))[:200])
            found.said += _said(message)
    return found


def build_scale(mail: Mail, rep: Person, member: Person, *, documents: int, step: Step) -> None:
    """So many documents (people, threads, posts, files, their pages) in a workspace for every 50 of them.

    `rep` reads everything, `member` Everyone of fifty workspaces.
    """
    luck = random.Random(13)
    with write():
        company = Company(name="All customers", name_key="all customers")
        db.session.add(company)
        db.session.flush()
        ids = (rep.id, member.id, company.id)
    around = Tables(Person, Workspace, Audience, Member)
    rooms = list(_rooms(luck, ids, documents, around))
    around.flush()
    tables, done = Tables(Thread, Post, File, FileVersion), 0
    for room in rooms:
        done += _fill(room, mail, luck, tables)
        tables.flush(BATCH)
        step(done)
    tables.flush()


def _rooms(luck: random.Random, ids: tuple[int, int, int], documents: int, tables: Tables) -> Iterator[Room]:
    """Workspaces of very different sizes; every second one has a circle, so that there are 5,000 audiences in 2,000."""
    rep, member, company = ids
    number = max(documents // 50, OFTEN)
    guests = [tables.of[Person].add(**_person(f"Guest {each} of many")) for each in range(number)]
    often = set(luck.sample(range(number), OFTEN))
    weights = [1 / (each + 5) ** 0.7 for each in range(number)]
    for each, weight in enumerate(weights):
        named = {"name": f"Line {each:04}", "kind": "deal", "purpose": "", "brand": ""}
        workspace = tables.of[Workspace].add(**named, company_id=company, created_at=now())
        audiences = [
            tables.of[Audience].add(workspace_id=workspace, kind=kind, name=name, created_at=now())
            for kind, name in AUDIENCES[: 2 + each % 2]
        ]
        theirs = [rep, *luck.sample(guests, 2), *([member] if each in often else [])]
        signed = [
            tables.of[Member].add(**_member(workspace, person, company, owner=person == rep)) for person in theirs
        ]
        readers = [(rep, audience) for audience in audiences] + [(person, audiences[0]) for person in theirs[1:]]
        tables.beside[AudienceReader] += [{"person_id": person, "audience_id": heard} for person, heard in readers]
        share = (documents - 4 * number) * weight / sum(weights)
        yield Room(workspace, audiences, signed, max(int(share), 2))


def _fill(room: Room, mail: Mail, luck: random.Random, tables: Tables) -> int:
    """Threads of one to twenty posts, and for every fourth post a page of a file."""
    done = 0
    while done < room.share:
        place = {"workspace_id": room.workspace, "audience_id": _audience(room, luck)}
        at = now() - timedelta(minutes=luck.randrange(500_000))
        posts = min(luck.randrange(1, 20), max(room.share - done - 1, 1))
        by = luck.choice(room.members)
        said = {
            "given_title": luck.choice(mail.subjects),
            "kind": "discussion",
            "started_by_id": by,
            "post_count": posts,
        }
        thread = tables.of[Thread].add(**place, **said, created_at=at, last_post_at=at + timedelta(minutes=posts))
        for number in range(1, posts + 1):
            body = _words(mail, luck)
            wrote = {"thread_id": thread, "number": number, "author_id": luck.choice(room.members)}
            html = "".join(f"<p>{escape(each)}</p>" for each in body.split("\n\n"))
            moment = {"created_at": at + timedelta(minutes=number)}
            tables.of[Post].add(**place, **wrote, **moment, body=body, html=html, renderer=1)
        done += posts + 1
        if luck.random() < 0.2 and done < room.share:
            done += _file(place, by, mail, luck, tables, most=room.share - done)
    return done


def _file(place: dict[str, int], by: int, mail: Mail, luck: random.Random, tables: Tables, *, most: int) -> int:
    pages = min(luck.randrange(1, 25), max(most - 1, 1))
    name = f"{luck.choice(mail.subjects)[:60]}.pdf"
    moment = {"created_at": now(), "changed_at": now(), "withdrawn_reason": ""}
    file = tables.of[File].add(**place, name=name, made_by_id=by, latest_number=1, **moment)
    said = {"state": FileState.AVAILABLE, "text_state": TextState.READ, "reason": "", "pages": pages, "note": ""}
    stored = {"sha256": f"{file:064x}", "size": 1000 * pages, "media_type": "application/pdf"}
    version = tables.of[FileVersion].add(
        file_id=file, number=1, name=name, uploaded_by_id=by, uploaded_at=now(), **stored, **said
    )
    numbers = range(1, pages + 1)
    tables.beside[PageText] += [{"version_id": version, "page": each, "text": _words(mail, luck)} for each in numbers]
    return pages + 1


def _audience(room: Room, luck: random.Random) -> int:
    """Mostly Everyone, a third Our team and circles."""
    return room.audiences[0] if luck.random() < 0.7 else luck.choice(room.audiences[1:])


def _words(mail: Mail, luck: random.Random) -> str:
    """Some neighbouring paragraphs of one mail, and one of another."""
    start, many = luck.randrange(len(mail.said)), luck.randrange(1, 6)
    return "\n\n".join([*mail.said[start : start + many], luck.choice(mail.said)])[:6000]


def _said(message: Message) -> list[str]:
    """The paragraphs a mail adds to those it answers."""
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            content = part.get_payload(decode=True)
            text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
            own = "\n".join(line for line in text.splitlines() if not line.startswith((">", "--", "+", "@@")))
            return [" ".join(each.split()) for each in own.split("\n\n") if len(each.split()) > 4]
    return []


def _person(name: str) -> dict[str, Any]:
    return {"alias": new_public_id(), "name": name, "title": "", "state": "active", "settings": {}, "created_at": now()}


def _member(workspace: int, person: int, company: int, *, owner: bool) -> dict[str, Any]:
    role = "owner" if owner else "member"
    placed = {"workspace_id": workspace, "person_id": person, "company_id": company}
    return {**placed, "role": role, "state": "active", "joined_at": now()}


def _next(column: InstrumentedAttribute[int]) -> int:
    return (db.session.scalar(select(column).order_by(column.desc()).limit(1)) or 0) + 1

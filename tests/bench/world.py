"""A portal full of words: 50,000 posts in 50 workspaces, and a workspace that looks like a filed mailing list.

Rows go in by batches of a thousand inside `write()`, with their ledger entries, so that the chains verify.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.features.discussions.kinds import POSTED, STARTED
from portal.features.discussions.models import Post, ReadMark, Thread, ThreadKind
from portal.features.identity.models import Company, Person
from portal.features.identity.people import add_company, add_house, add_person
from portal.features.workspaces import services
from portal.features.workspaces.audiences import everyone
from portal.features.workspaces.models import Member, Workspace, WorkspaceKind
from portal.kernel.access import Audience, HouseRole, Role
from portal.kernel.db import db, new_public_id, now, write
from portal.kernel.ledger import record
from portal.kernel.text import RENDERER, render
from tests.bench.words import PLANTED, paragraphs, title

T = TypeVar("T")
Step = Callable[[int], None]  # told how many posts were written just now
BATCH = 1000
GUESTS = 6  # customers in each workspace, beside two of the house


@dataclass(frozen=True, slots=True)
class Shape:
    """How much of everything."""

    workspaces: int = 50
    threads: int = 50
    posts: int = 20  # in each thread

    @property
    def total(self) -> int:
        return self.workspaces * self.threads * self.posts


@dataclass(frozen=True, slots=True)
class Line:
    """One post on its way in: where, by whom, when, what."""

    thread: Thread
    number: int
    author: Member
    at: datetime
    body: str


def build_house() -> tuple[Person, Person]:
    """The house and two of its staff: who owns every workspace, and who helps in each."""
    with write():
        add_house("Northwind Robotics")
        rep = add_person(name="Maya Lindqvist", email="maya@northwind.example", house_role=HouseRole.STAFF)
        helper = add_person(name="Daniel Okafor", email="daniel@northwind.example", house_role=HouseRole.STAFF)
    return rep, helper


def build_workspaces(rep: Person, helper: Person, shape: Shape, step: Step) -> list[str]:
    """All workspaces with their posts; gives their public ids."""
    luck, made = random.Random(7), []
    for number in range(shape.workspaces):
        with write():
            workspace, members = _workspace(rep, helper, number)
            threads = _threads(workspace, members, [title(luck) for _ in range(shape.threads)])
        lines = _lines(threads, members, shape.posts, luck, planted=f"{PLANTED}{number}")
        write_posts(workspace, everyone(workspace), lines, step)
        made.append(workspace.public_id)
        db.session.remove()
    return made


def build_mail(rep: Person, helper: Person, step: Step, *, threads: int = 586, posts: int = 2904) -> str:
    """A workspace as an imported mailing list has it, for a machine without the real one."""
    luck = random.Random(11)
    with write():
        workspace, members = _workspace(rep, helper, 0, name="OpenBMC", guests=60)
        made = _threads(workspace, members, [title(luck) for _ in range(threads)])
    shares = [1 + luck.randrange(2 * posts // threads - 1) for _ in made]
    write_posts(workspace, everyone(workspace), _uneven(made, members, shares, luck), step)
    return workspace.public_id


def write_posts(workspace: Workspace, audience: Audience, lines: Iterator[Line], step: Step) -> None:
    """Write posts in order, a thousand in a transaction, each with its entry; counts and dates of threads follow."""
    for batch in _batches(lines, BATCH):
        rows = [_row(line) for line in batch]
        with write() as session:
            session.execute(insert(Post), rows)
            for line, row in zip(batch, rows, strict=True):
                said = {"thread": line.thread.public_id, "number": line.number}
                subject = f"post:{row['public_id']}"
                beside = {"body": line.body}
                actor = line.author.public_id
                record(POSTED, audience=audience, actor=actor, subject=subject, payload=said, beside=beside)
            _count(session, batch)
        step(len(batch))


def _workspace(
    rep: Person, helper: Person, number: int, *, name: str = "", guests: int = GUESTS
) -> tuple[Workspace, list[Member]]:
    company = f"Customer {number:02}" if not name else f"{name} contributors"
    workspace = services.open_workspace(
        by=rep, name=name or f"Line {number:02} at {company}", kind=WorkspaceKind.DEAL, company=company
    )
    house, customer = _house(), add_company(company)
    places: list[tuple[Person, Company, Role]] = [(helper, house, Role.TEAM)]
    places += [(_guest(company, each), customer, Role.MEMBER) for each in range(guests)]
    for person, at, role in places:
        services.join(by=None, workspace=workspace, person=person, company=at, role=role, invitation=None)
    db.session.flush()
    members = db.session.scalars(select(Member).where(Member.workspace_id == workspace.id).order_by(Member.id)).all()
    return workspace, list(members)


def _house() -> Company:
    return db.session.scalars(select(Company).where(Company.house)).one()


def _guest(company: str, number: int) -> Person:
    email = f"guest{number}@{company.lower().replace(' ', '')}.example"
    return add_person(name=f"Guest {number} of {company}", email=email, title="Operations")


def _threads(workspace: Workspace, members: Sequence[Member], titles: Sequence[str]) -> list[Thread]:
    audience, made = everyone(workspace), []
    for number, words in enumerate(titles):
        by = members[number % len(members)]
        kind = ThreadKind.QUESTION if number % 3 == 0 else ThreadKind.DISCUSSION
        thread = Thread(
            workspace_id=workspace.id, audience_id=audience.id, kind=kind, given_title=words, started_by_id=by.id
        )
        db.session.add(thread)
        made.append((thread, by))
    db.session.flush()
    for thread, by in made:
        subject = f"thread:{thread.public_id}"
        said, beside = {"kind": str(thread.kind)}, {"title": thread.title}
        record(STARTED, audience=audience, actor=by.public_id, subject=subject, payload=said, beside=beside)
    return [thread for thread, _by in made]


def _lines(
    threads: Sequence[Thread], members: Sequence[Member], posts: int, luck: random.Random, *, planted: str
) -> Iterator[Line]:
    for each, thread in enumerate(threads):
        for number in range(1, posts + 1):
            words = planted if (each, number) == (len(threads) // 2, posts // 2) else ""
            yield _line(thread, number, members, luck, words)


def _uneven(
    threads: Sequence[Thread], members: Sequence[Member], shares: Sequence[int], luck: random.Random
) -> Iterator[Line]:
    for thread, posts in zip(threads, shares, strict=True):
        for number in range(1, posts + 1):
            yield _line(thread, number, members, luck, PLANTED if (thread, number) == (threads[0], 1) else "")


def _line(thread: Thread, number: int, members: Sequence[Member], luck: random.Random, words: str) -> Line:
    at = now() - timedelta(days=90) + timedelta(minutes=luck.randrange(120_000))
    return Line(thread, number, luck.choice(members), at, paragraphs(luck, words))


def _row(line: Line) -> dict[str, Any]:
    return {
        "public_id": new_public_id(),
        "workspace_id": line.thread.workspace_id,
        "audience_id": line.thread.audience_id,
        "thread_id": line.thread.id,
        "number": line.number,
        "author_id": line.author.id,
        "body": line.body,
        "html": str(render(line.body)),
        "renderer": RENDERER,
        "created_at": line.at,
    }


def _count(session: Session, batch: Sequence[Line]) -> None:
    """What a reply does to its thread, and the owner has read it all but for one thread in seven."""
    newest = {line.thread.id: line for line in batch}
    for line in newest.values():
        counted = {"post_count": line.number, "last_post_at": line.at}
        session.execute(update(Thread).where(Thread.id == line.thread.id).values(counted))
    owner = select(Member.id).where(Member.workspace_id == batch[0].thread.workspace_id, Member.role == Role.OWNER)
    member_id = session.scalars(owner).one()
    for line in newest.values():
        if line.thread.id % 7:
            session.merge(ReadMark(member_id=member_id, thread_id=line.thread.id, number=line.number))


def _batches(lines: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(lines, size)):
        yield batch

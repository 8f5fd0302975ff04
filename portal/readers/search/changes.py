"""What entries of the ledger mean for the index: which rows are to be read again. Their present state decides."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from portal.features.discussions.kinds import RETITLED
from portal.features.discussions.models import Post, Thread
from portal.features.identity.models import Person
from portal.features.library.models import File
from portal.features.workspaces.kinds import CHANGED
from portal.features.workspaces.models import Member
from portal.kernel.db import db
from portal.kernel.ledger import Entry


@dataclass(slots=True)
class Touched:
    """Ids of the rows to read again. The last word about a row counts, so each stands once."""

    threads: set[int] = field(default_factory=set)
    posts: set[int] = field(default_factory=set)
    files: set[int] = field(default_factory=set)
    members: set[int] = field(default_factory=set)
    workspaces: set[int] = field(default_factory=set)  # of which every row is to be read again


def touched_by(entries: Iterable[Entry]) -> Touched:
    """The rows these entries speak of. Kinds that search does not follow name nothing."""
    named: dict[str, set[str]] = {"thread": set(), "post": set(), "file": set(), "member": set(), "person": set()}
    retitled: set[str] = set()
    speaking: set[int] = set()
    for entry in entries:
        noun = entry.kind.partition(".")[0]
        if entry.kind == CHANGED.name and "language" in json.loads(entry.payload)["fields"] and entry.workspace_id:
            speaking.add(entry.workspace_id)
        if noun in named:
            public_id = entry.subject.rpartition(":")[2]
            named[noun].add(public_id)
            if entry.kind == RETITLED.name:
                retitled.add(public_id)
    found = Touched(
        threads=_ids(Thread, named["thread"]),
        posts=_ids(Post, named["post"]),
        files=_ids(File, named["file"]),
        members=_ids(Member, named["member"]) | _memberships(named["person"]),
        workspaces=speaking,
    )
    renamed = _ids(Thread, retitled) | _about(_ids(File, named["file"]))
    found.threads |= renamed
    found.posts |= _posts_of(renamed)
    return found


def _ids(model: type[Thread | Post | File | Member], public_ids: set[str]) -> set[int]:
    if not public_ids:
        return set()
    return set(db.session.scalars(select(model.id).where(model.public_id.in_(public_ids))))


def _memberships(aliases: set[str]) -> set[int]:
    """A person has changed: every membership shows it."""
    if not aliases:
        return set()
    theirs = select(Person.id).where(Person.alias.in_(aliases))
    return set(db.session.scalars(select(Member.id).where(Member.person_id.in_(theirs))))


def _about(files: set[int]) -> set[int]:
    """Threads of comments are called like their file, until it is refused or purged."""
    return set(db.session.scalars(select(Thread.id).where(Thread.about_file_id.in_(files)))) if files else set()


def _posts_of(threads: set[int]) -> set[int]:
    """Posts are found by the title of their thread, too."""
    return set(db.session.scalars(select(Post.id).where(Post.thread_id.in_(threads)))) if threads else set()

"""Operators and chosen facets as filters over the figures of documents, each with its chip."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from babel.dates import format_date
from sqlalchemy import Select, or_, select

from portal.features.discussions.models import Post
from portal.features.identity.models import Person
from portal.features.workspaces.models import Member, MemberState, Workspace
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import AudienceKind
from portal.kernel.db import db, now
from portal.kernel.text import fold
from portal.kernel.web.language import locale, say, zone
from portal.readers.search.contents import Flag, Noun
from portal.readers.search.contract import Among, Both, Either, Having, Not, Question, Since, Test
from portal.readers.search.hits import Chip
from portal.readers.search.scope import Scope
from portal.readers.search.synonyms import widened
from portal.readers.search.typed import OPERATORS, Operator, Typed
from portal.readers.search.unsaid import unsaid

# What `type:` understands: nouns, and flags that must be set.
TYPES: dict[str, tuple[tuple[Noun, ...], int]] = {
    "thread": ((Noun.THREAD,), 0),
    "post": ((Noun.POST,), 0),
    "file": ((Noun.FILE, Noun.PAGE), 0),
    "person": ((Noun.PERSON,), 0),
    "question": ((Noun.THREAD, Noun.POST), Flag.QUESTION),
    "announcement": ((Noun.THREAD, Noun.POST), Flag.ANNOUNCEMENT),
    "pdf": ((Noun.FILE, Noun.PAGE), Flag.PDF),
    "sheet": ((Noun.FILE, Noun.PAGE), Flag.SHEET),
    "image": ((Noun.FILE, Noun.PAGE), Flag.IMAGE),
    "document": ((Noun.FILE, Noun.PAGE), Flag.WORD),
    "slides": ((Noun.FILE, Noun.PAGE), Flag.SLIDES),
    "mail": ((Noun.FILE, Noun.PAGE), Flag.MAIL),
}
ALSO = {
    **dict.fromkeys(("threads", "discussion"), "thread"),
    **dict.fromkeys(("posts", "reply", "message"), "post"),
    **dict.fromkeys(("files", "attachment"), "file"),
    **dict.fromkeys(("people", "persons", "member"), "person"),
    **dict.fromkeys(("questions",), "question"),
    **dict.fromkeys(("announcements",), "announcement"),
    **dict.fromkeys(("excel", "xlsx", "xls", "csv", "spreadsheet", "sheets"), "sheet"),
    **dict.fromkeys(("picture", "photo", "png", "jpg", "jpeg", "images"), "image"),
    **dict.fromkeys(("word", "docx", "doc"), "document"),
    **dict.fromkeys(("powerpoint", "pptx", "ppt", "presentation"), "slides"),
    **dict.fromkeys(("eml", "email"), "mail"),
}


@dataclass(slots=True)
class Narrowing:
    """Tests every document has to pass, and the chips that say so."""

    tests: list[Test] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)


def narrowing_of(typed: Typed, scope: Scope) -> Narrowing:
    """The operators of a text. What is not understood is explained and left out; nobody's name fits nothing."""
    found = Narrowing()
    for operator in typed.operators:
        try:
            test, label = _READ[operator.name](operator.value.strip(), scope)
        except Unclear as problem:
            found.chips.append(Chip(operator.text, operator.text, operator.rest, str(problem)))
            if isinstance(problem, Nobody) and not operator.minus:
                found.tests.append(Either(()))
            continue
        if operator.minus:
            found.tests.append(Not(test))
            label = say("Not: %(what)s", what=label)
        else:
            found.tests.append(test)
        found.chips.append(Chip(operator.text, label, operator.rest))
    found.chips += [_strange(each) for each in typed.strange]
    if typed.cut:
        found.chips.append(Chip("", say("Shortened"), typed.text, say("Only the beginning of this was searched for.")))
    return found


def question_of(
    typed: Typed, scope: Scope, narrowing: Narrowing, chosen: Mapping[str, Sequence[Test]] | None = None
) -> Question:
    """What is asked of the index."""
    return Question(
        actor=scope.actor,
        audiences=scope.readable,
        wanted=widened(typed.wanted),
        unwanted=tuple(typed.unwanted),
        tests=(*narrowing.tests, *unsaid(scope)),
        chosen=chosen or {},
        languages=scope.languages,
    )


class Unclear(ValueError):
    """An operator whose value cannot be used; says kindly why."""


class Nobody(Unclear):
    """An operator that names nobody and nothing one can see: nothing can be found with it."""


def in_workspace(public_id: str, scope: Scope) -> Test:
    """In this workspace, if it is one of the scope."""
    mine = Workspace.visible_to(scope.actor).where(Workspace.public_id == public_id).with_only_columns(Workspace.id)
    return Among("workspace", frozenset(db.session.scalars(mine)))


def since(day: date) -> Since:
    """On that day of the reader's or after it."""
    return Since(_start(day))


def until(day: date) -> Test:
    """On that day of the reader's or before it."""
    return Not(Since(_start(day + timedelta(days=1))))


def of_type(names: Sequence[str]) -> Test:
    """One of these types, by the words of TYPES; unknown ones fit nothing."""
    return Either(tuple(_of_type(*TYPES[name]) for name in names if name in TYPES))


def _of_type(nouns: tuple[Noun, ...], flag: int) -> Test:
    theirs = Among("noun", frozenset(nouns))
    return Both((theirs, Having(flag))) if flag else theirs


def authors_named(name: str, scope: Scope, *, whole: bool = False) -> frozenset[int]:
    """Ids of the members of the scope whose name, as it is shown, has these words (or is exactly this)."""
    wanted = fold(name).split()
    # Whoever only signs imported words is known to those who read such words, and to nobody else.
    heard = Post.visible_to(scope.actor).with_only_columns(Post.author_id)
    known = or_(Member.state != MemberState.FORMER, Member.id.in_(heard))
    rows = db.session.execute(
        select(Member.id, Person.name).join(Person).where(Member.workspace_id.in_(_mine(scope)), known)
    )
    likely = [row.id for row in rows if _named(row.name, wanted, whole=whole)]
    members = db.session.scalars(select(Member).where(Member.id.in_(likely))) if likely else ()
    return frozenset(each.id for each in members if _named(shown_as(each).name, wanted, whole=whole))


def audiences_named(value: str, scope: Scope) -> frozenset[int]:
    """Ids of the audiences of the scope meant by a word: `everyone`, `team`, a circle's name or a public id."""
    word = fold(value)
    kinds = {"everyone": AudienceKind.EVERYONE, "all": AudienceKind.EVERYONE, "circle": AudienceKind.CIRCLE}
    kinds |= dict.fromkeys(("team", "our team", "us", "internal"), AudienceKind.TEAM)
    return frozenset(
        each
        for each, readers in scope.audiences.items()
        if readers.kind == kinds.get(word) or readers.id == value or (readers.name and word in fold(readers.name))
    )


def workspaces_named(value: str, scope: Scope) -> frozenset[int]:
    """Ids of the workspaces meant: by public id, or a part of their name or their customer's."""
    word = fold(value)
    return frozenset(
        each
        for each, (place, company) in scope.workspaces.items()
        if place.id == value or word in fold(place.name) or word in fold(company)
    )


def _mine(scope: Scope) -> Select[int]:
    return Workspace.visible_to(scope.actor).with_only_columns(Workspace.id)


def _from(value: str, scope: Scope) -> tuple[Test, str]:
    if fold(value) == "me":
        mine = select(Member.id).where(Member.person_id == scope.actor.person_id)
        return Among("author", frozenset(db.session.scalars(mine))), say("From me")
    found = authors_named(value, scope)
    if not found:
        raise Nobody(say("Nobody you can see is called “%(name)s”.", name=value))
    return Among("author", found), say("From %(name)s", name=value)


def _in(value: str, scope: Scope) -> tuple[Test, str]:
    found = workspaces_named(value, scope)
    if not found:
        raise Nobody(say("You are in no workspace called “%(name)s”.", name=value))
    name = scope.workspaces[next(iter(found))][0].name if len(found) == 1 else value
    return Among("workspace", found), say("In %(name)s", name=name)


def _for(value: str, scope: Scope) -> tuple[Test, str]:
    found = audiences_named(value, scope)
    if not found:
        raise Nobody(say("You read nothing that is for “%(name)s”. Try everyone, team or a circle.", name=value))
    return Among("audience", found), say("For %(name)s", name=value)


def _has(value: str, scope: Scope) -> tuple[Test, str]:
    if fold(value) not in ("file", "files", "attachment", "attachments"):
        raise Unclear(say("has: knows only “file”."))
    return Having(Flag.HAS_FILE), say("With a file")


def _type(value: str, scope: Scope) -> tuple[Test, str]:
    word = ALSO.get(fold(value), fold(value))
    if word not in TYPES:
        raise Unclear(say("type: knows %(words)s.", words=", ".join(TYPES)))
    return of_type([word]), say("Only: %(type)s", type=word)


def _before(value: str, scope: Scope) -> tuple[Test, str]:
    day = read_day(value)
    return until(day - timedelta(days=1)), say("Before %(day)s", day=format_date(day, "d MMMM y", locale=locale()))


def _after(value: str, scope: Scope) -> tuple[Test, str]:
    day = read_day(value)
    return since(day), say("After %(day)s", day=format_date(day, "d MMMM y", locale=locale()))


def read_day(value: str) -> date:
    """A day as people write it: 2026-11-05, 2026-11, 2026, 5-nov, 5-nov-2026, 5.11.2026, today, yesterday.

    Raises Unclear.
    """
    today, word = now().astimezone(zone()).date(), fold(value)
    if word in ("today", "yesterday"):
        return today - timedelta(days=word == "yesterday")
    months = "jan feb mar apr may jun jul aug sep oct nov dec"
    try:
        if match := re.fullmatch(r"(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?", word):
            return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?", word):
            return date(int(match[3] or today.year), int(match[2]), int(match[1]))
        if match := re.fullmatch(r"(?:(\d{1,2})[-.]?)?([a-z]{3})[a-z]*[-.]?(\d{4})?", word):
            return date(int(match[3] or today.year), months.split().index(match[2]) + 1, int(match[1] or 1))
    except (ValueError, OverflowError):
        pass
    raise Unclear(say("“%(value)s” is no day. Write 2026-11-05, 5-nov or today.", value=value))


def _start(day: date) -> int:
    """Seconds since 1970 at which a day begins for the reader."""
    try:
        return int(datetime.combine(day, time.min, tzinfo=zone()).timestamp())
    except (OverflowError, ValueError):
        return 0 if day.year < 1970 else 2**62


def _named(name: str, wanted: list[str], *, whole: bool) -> bool:
    folded = fold(name)
    return folded == " ".join(wanted) if whole else all(word in folded for word in wanted)


def _strange(operator: Operator) -> Chip:
    name = f"{operator.name}:"
    said = say("“%(name)s” narrows nothing here, so it was searched for as a word.", name=name)
    problem = f"{said} {say('What does: %(names)s.', names=', '.join(f'{each}:' for each in OPERATORS))}"
    return Chip(operator.text, operator.text, operator.rest, problem)


_READ: dict[str, Callable[[str, Scope], tuple[Test, Any]]] = {
    "from": _from,
    "in": _in,
    "for": _for,
    "has": _has,
    "type": _type,
    "before": _before,
    "after": _after,
}

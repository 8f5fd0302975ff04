"""What of a few rows, just written, somebody's search would find: one question to the index, over them alone."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from portal.features.workspaces.models import Member
from portal.kernel.db import db
from portal.readers.search.asked import Asked
from portal.readers.search.asking import chosen_of
from portal.readers.search.contents import Noun
from portal.readers.search.contract import Among, Both, Either, Not, Proposal, State, Test, Wish
from portal.readers.search.found import seen_of
from portal.readers.search.hits import Hit
from portal.readers.search.narrowing import narrowing_of, question_of
from portal.readers.search.scope import Scope
from portal.readers.search.snippets import Marker
from portal.readers.search.typed import take_apart

MOST = 200  # results of one question


@dataclass(slots=True)
class Written:
    """Ids of rows, all of these audiences."""

    audiences: set[int] = field(default_factory=set)
    threads: set[int] = field(default_factory=set)
    posts: set[int] = field(default_factory=set)
    files: set[int] = field(default_factory=set)

    def tests(self) -> Test:
        """The documents of these rows."""
        nouns = ((self.threads, (Noun.THREAD,)), (self.posts, (Noun.POST,)), (self.files, (Noun.FILE, Noun.PAGE)))
        return Either(tuple(_are(ids, of) for ids, of in nouns if ids))


def fresh(state: State, scope: Scope, asked: Asked, written: Written) -> list[tuple[Proposal, Hit]]:
    """What the search finds of them that others wrote, each hit beside its proposal; with all its words, or not at all.

    Every hit is looked up through `visible_to`, as those on a page are.
    """
    typed, heard = take_apart(asked.text), scope.readable & written.audiences
    if typed.empty or not heard:
        return []
    chosen = chosen_of(
        scope,
        workspace=asked.workspace or None,
        kind=asked.kind,
        author=asked.author,
        audience=asked.audience,
        since=asked.since,
    )
    question = question_of(typed, scope, narrowing_of(typed, scope))
    narrowed = [test for tests in chosen.tests.values() for test in tests]
    tests = (*question.tests, *narrowed, written.tests(), Not(_own(scope)))
    question = replace(question, audiences=heard, tests=tests, strict=True)
    found = state.find(question, Wish("newest", MOST))
    return seen_of(found.proposals, scope, Marker(question.wanted, languages=question.languages))


def _are(ids: Collection[int], nouns: tuple[Noun, ...]) -> Test:
    return Both((Among("noun", frozenset(nouns)), Among("id", frozenset(ids))))


def _own(scope: Scope) -> Test:
    mine = select(Member.id).where(Member.person_id == scope.actor.person_id)
    return Among("author", frozenset(db.session.scalars(mine)))

"""Which of the documents that fit come first: candidates of the index, weighed by BM25 over the fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.readers.search.contents import Facts
from portal.readers.search.index.facts import MEASURED, NAMES
from portal.readers.search.index.ranking import TOGETHER
from portal.readers.search.index.weighing import FIELDS, K1
from portal.readers.search.postgres.lexemes import TIERS, tally, weight
from portal.readers.search.postgres.passing import Fitting, fits
from portal.readers.search.postgres.shelf import Shelf
from portal.readers.search.postgres.sought import strongest
from portal.readers.search.postgres.tables import Tables
from portal.readers.search.words import Way

WEIGHED = 1500  # documents that are weighed one by one; of more, those in which a word is strong
ENOUGH = 4  # times as many of them as are wanted will do


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document with its score (0 when ordered by date) and the fields its words stand in."""

    score: float
    facts: Facts
    fields: frozenset[str]


def newest(session: Session, fitting: Fitting, limit: int) -> list[Ranked]:
    """By second, the newest first."""
    columns = fitting.tables.document.c
    order = (columns.at.desc(), columns.group.desc(), columns.id.desc())
    found = _with_tallies(fitting.tables, fitting.documents(*columns).order_by(*order).limit(limit))
    rows = session.execute(found)
    ranked = [Ranked(0.0, _facts(row), _fields(fitting, row.tallies)) for row in rows]
    return sorted(ranked, key=lambda each: (each.facts.at, each.facts.group, each.facts.id), reverse=True)


def best(session: Session, shelf: Shelf, fitting: Fitting, limit: int, documents: int) -> list[Ranked]:
    """By what the words are worth in each. With `either`, those with more of the words gain."""
    rarities = _rarities(session, shelf, fitting)
    found = []
    for row in _candidates(session, fitting, limit, documents):
        score = _score(fitting, row, rarities, shelf.averages)
        found.append((score, row.group, row.id, row))
    first = nlargest(limit, found, key=lambda each: each[:3])
    return [Ranked(score, _facts(row), _fields(fitting, row.tallies)) for score, _group, _id, row in first]


def _candidates(session: Session, fitting: Fitting, limit: int, documents: int) -> Sequence[Any]:
    """All of them where they are few; else those in which a word is strong, short ones first."""
    columns, wanted = fitting.tables.document.c, min(ENOUGH * limit, WEIGHED)
    short = (columns.title + columns.body).asc()
    if documents > WEIGHED:
        for tier in range(len(TIERS), 0, -1):
            strong = fits(fitting.tables.vector(), strongest(fitting.words, tier))
            query = fitting.documents(*columns).where(strong).order_by(short).limit(WEIGHED)
            rows = session.execute(_with_tallies(fitting.tables, query)).all()
            if len(rows) >= wanted:
                return rows
    query = fitting.documents(*columns)
    if documents > WEIGHED:
        query = query.order_by(short).limit(2 * max(WEIGHED, limit))
    return session.execute(_with_tallies(fitting.tables, query)).all()


def _with_tallies(tables: Tables, documents: Select[Any]) -> Select[Any]:
    chosen, words = documents.cte("chosen"), tables.words.alias("said")
    return select(*chosen.c, words.c.tallies).join(words, words.c.number == chosen.c.number)


def _score(fitting: Fitting, row: Any, rarities: Mapping[Way, float], averages: Mapping[str, float]) -> float:
    lengths = {name: getattr(row, name) for name in MEASURED}
    each = []
    for word in fitting.words:
        worth = 0.0
        for way in (each for each in word.ways if each in rarities):
            weighs = sum(weight(tally(row.tallies, term), lengths, averages) for term in way.terms)
            worth += way.share * rarities[way] * (K1 + 1) * weighs / (K1 + weighs)
        each.append(worth)
    if not fitting.either:
        return sum(each)
    having = sum(map(bool, each)) / len(each)
    return sum(each) * (TOGETHER + (1 - TOGETHER) * having)


def _rarities(session: Session, shelf: Shelf, fitting: Fitting) -> dict[Way, float]:
    """What a way is worth by the number of documents that have it: none where none has it."""
    terms = {term for word in fitting.words for term in word.terms}
    table = fitting.tables.term
    rows = session.execute(select(table.c.term, table.c.documents).where(table.c.term == func.any(list(terms))))
    known = {row.term: max(row.documents, 0) for row in rows}
    ways = {way for word in fitting.words for way in word.ways}
    many = {way: min(sum(known.get(term, 0) for term in way.terms), shelf.documents) for way in ways}
    return {way: log(1 + (shelf.documents - often + 0.5) / (often + 0.5)) for way, often in many.items() if often}


def _fields(fitting: Fitting, tallies: bytes) -> frozenset[str]:
    """Where the words stand in a document."""
    found = [tally(tallies, term) for word in fitting.words for term in word.terms]
    return frozenset(name for name in FIELDS for each in found if each.get(name))


def _facts(row: Any) -> Facts:
    return Facts(*(getattr(row, name) for name in NAMES))

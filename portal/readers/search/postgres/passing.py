"""Questions and their tests as conditions of SQL: never a document outside the audiences."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.types import UserDefinedType

from portal.readers.search.contract import Among, Both, Either, Having, Not, Question, Since, Test
from portal.readers.search.postgres.sought import Sought
from portal.readers.search.postgres.tables import Tables

Clause = ColumnElement[bool]
MANY = 500  # numbers


class Numbers(UserDefinedType[str]):
    """Whole numbers as PostgreSQL writes an array: handed over as one text, which is a tenth of the work."""

    cache_ok = True

    def get_col_spec(self, **_asked: Any) -> str:
        """What PostgreSQL calls it."""
        return "BIGINT[]"


@dataclass(frozen=True, slots=True)
class Fitting:
    """Which documents fit: a tsquery (None: any), what has to stand in order, what must not, and for whom."""

    tables: Tables
    question: Question
    query: str | None = None
    words: tuple[Sought, ...] = ()
    unwanted: tuple[Sought, ...] = ()
    either: bool = False
    tests: tuple[Test, ...] = ()

    @property
    def orders(self) -> list[str]:
        """Phrases, which the index alone does not tell."""
        return [each.order for each in self.words if each.order]

    def clauses(self, *, beside: bool = False) -> list[Clause]:
        """The conditions. With `beside` the words themselves are joined and read, and the index is not asked."""
        document, words = self.tables.document, self.tables.words
        vector: ColumnElement[Any] = words.c.words if beside or self.orders else self.tables.vector()
        found = [among(document.c.audience, self.question.audiences)]
        if self.query is not None:
            found.append(fits(words.c.words if beside else self.tables.vector(), self.query))
        found += [fits(vector, each) for each in self.orders]
        found += [passes(self.tables, test) for test in (*self.question.tests, *self.tests)]
        return found + [self._without(each) for each in self.unwanted if each.query]

    def documents(self, *columns: Any, beside: bool = False) -> Select[Any]:
        """Those columns of the documents that fit."""
        document, words = self.tables.document, self.tables.words
        query = select(*columns).select_from(document)
        if beside or self.orders:
            query = select(*columns).select_from(document.join(words, words.c.number == document.c.number))
        return query.where(*self.clauses(beside=beside))

    def _without(self, unwanted: Sought) -> Clause:
        """Not those with an unwanted word, found by themselves: an index tells who has a word, not who has none."""
        document, words = self.tables.document.alias(), self.tables.words
        vector: Any = getattr(func, f"search_words_{self.tables.shelf}")(document.c.number)
        theirs = select(document.c.number).where(fits(vector, unwanted.query))
        if unwanted.order:
            other = words.alias()
            theirs = theirs.join(other, other.c.number == document.c.number).where(fits(other.c.words, unwanted.order))
        return self.tables.document.c.number.not_in(theirs)


def fits(vector: ColumnElement[Any], query: str) -> Clause:
    """Whether a tsvector fits a tsquery; nothing fits an empty one."""
    return vector.bool_op("@@")(bindparam(None, query, type_=TSQUERY)) if query else false()


def among(column: ColumnElement[Any], values: frozenset[int]) -> Clause:
    """One of these numbers. Of many PostgreSQL makes a table to look them up in, and is kept from weighing each."""
    listed = f"{{{','.join(map(str, sorted(values)))}}}"
    sought: ColumnElement[Any] = column if len(values) < MANY else column + literal_column("0")
    return sought == func.any(bindparam(None, listed, type_=Numbers()))


def passes(tables: Tables, test: Test) -> Clause:
    """A test of the figures."""
    columns = tables.document.c
    match test:
        case Among(column, values):
            return among(columns[column], values)
        case Having(flags):
            return columns.flags.op("&")(int(flags)) == int(flags)
        case Since(second):
            return columns.at >= second
        case Not(inner):
            return not_(passes(tables, inner))
        case Both(tests):
            return and_(true(), *(passes(tables, each) for each in tests))
        case Either(tests):
            return or_(false(), *(passes(tables, each) for each in tests))

"""The tables of both shelves. They are made on PostgreSQL alone, by migration 0003 as by the models in tests."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Function,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    event,
    func,
)
from sqlalchemy.dialects.postgresql import BYTEA, JSONB, TSVECTOR

from portal.kernel.db import Base
from portal.readers.search.index.facts import MEASURED

METADATA = MetaData()
SHELVES = (0, 1)

SHELF = Table(
    "search_shelf",
    METADATA,
    Column("shelf", SmallInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("state", Text, nullable=False),  # building, used or old
    Column("finished", Boolean, nullable=False),  # whether words can be looked up in it
    Column("reached", JSONB, nullable=False),
    Column("place", JSONB, nullable=False),
    Column("changed_at", BigInteger, nullable=False),  # seconds
    Column("newest", BigInteger, nullable=False),  # the last number given
    Column("documents", BigInteger, nullable=False),
    *(Column(f"{each}_words", BigInteger, nullable=False) for each in MEASURED),
    *(Column(f"{each}_documents", BigInteger, nullable=False) for each in MEASURED),
)
CURSOR = Table(
    "search_cursor",
    METADATA,
    Column("shelf", SmallInteger, primary_key=True, autoincrement=False),
    Column("audience", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Tables:
    """One shelf: the figures of documents, what stands in them, and how many documents have each term."""

    shelf: int
    document: Table
    words: Table
    term: Table

    def vector(self) -> "Function[Any]":
        """What is said under the number of a document; looked up through the index."""
        words: Function[Any] = getattr(func, f"search_words_{self.shelf}")(self.document.c.number, type_=TSVECTOR)
        return words


def _tables(shelf: int) -> Tables:
    document = Table(
        f"search_document_{shelf}",
        METADATA,
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        *(
            Column(each, BigInteger, nullable=False)
            for each in ("id", "group", "workspace", "author", "audience", "at")
        ),
        *(Column(each, Integer, nullable=False) for each in ("flags", "page", *MEASURED)),
        Column("noun", SmallInteger, nullable=False),
    )
    Index(f"uq_search_document_{shelf}", document.c.id, document.c.noun, document.c.page, unique=True)
    Index(f"ix_search_document_{shelf}_group", document.c.group)
    Index(f"ix_search_document_{shelf}_audience", document.c.audience)
    words = Table(
        f"search_words_{shelf}",
        METADATA,
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("words", TSVECTOR, nullable=False),
        Column("tallies", BYTEA, nullable=False),
    )
    term = Table(
        f"search_term_{shelf}",
        METADATA,
        Column("term", Text(collation="C"), primary_key=True),
        Column("documents", Integer, nullable=False),
    )
    return Tables(shelf, document, words, term)


TABLES = tuple(map(_tables, SHELVES))


def functions() -> list[str]:
    """The statements that make what the index over words stands on."""
    return [
        f"CREATE OR REPLACE FUNCTION search_words_{shelf}(bigint) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT "  # noqa: S608 (numbers of our own)
        f"PARALLEL SAFE COST 1000 RETURN (SELECT words FROM search_words_{shelf} WHERE number = $1)"
        for shelf in SHELVES
    ]


@event.listens_for(Base.metadata, "after_create")
def _make(_target: MetaData, connection: Connection, tables: list[Table], **_: object) -> None:
    """A database made from the models (in tests) has them as a migrated one has."""
    if connection.dialect.name == "postgresql" and any(table.name == "entry" for table in tables):
        METADATA.create_all(connection)
        for statement in functions():
            connection.exec_driver_sql(statement)

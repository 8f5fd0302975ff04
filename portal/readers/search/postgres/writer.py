"""Changing a shelf: one batch is one transaction, cursors included. Texts are taken apart before it begins."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, or_, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from portal.readers.search.contents import Batch, Document
from portal.readers.search.index.facts import MEASURED, NAMES
from portal.readers.search.postgres.lexemes import ABOVE, STRONG, Lexed, lexed
from portal.readers.search.postgres.shelf import Shelf, change, locked
from portal.readers.search.postgres.tables import CURSOR, Tables

Totals = dict[str, tuple[int, int]]
AT_ONCE = 5000  # keys of one statement


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch as it is written. What it puts in, it takes out first: a document stands once."""

    keys: list[tuple[int, int, int]]
    groups: list[int]
    documents: list[tuple[Document, Lexed]]
    cursors: Mapping[int, int]


def prepare(batch: Batch, shelf: Shelf) -> Prepared:
    """Take the texts apart."""
    documents = {each.key: each for each in batch.documents}
    averages = shelf.averages if shelf.documents else dict.fromkeys(MEASURED, 50.0)
    parted = [(each, lexed(each, averages)) for each in documents.values()]
    keys = sorted({_key(each) for each in batch.keys | documents.keys()})
    return Prepared(keys, sorted(batch.groups), parted, batch.cursors)


def apply(session: Session, number: int, batch: Prepared, **noted: Any) -> None:
    """Do it all; whoever calls commits. Terms are counted only where words are looked up already."""
    shelf = locked(session, number)
    tables, totals = shelf.tables, dict(shelf.totals)
    counted: Counter[str] = Counter()
    gone = _take_out(session, tables, batch)
    _sum(totals, [row[1:] for row in gone], -1)
    _drop_words(session, tables, [row[0] for row in gone], counted if shelf.finished else None)
    newest = _put_in(session, tables, batch.documents, shelf.newest)
    _sum(totals, [each.lengths for _document, each in batch.documents], 1)
    if shelf.finished:
        for _document, each in batch.documents:
            counted.update(each.terms)
        _count(session, tables, counted)
    _move(session, number, batch.cursors)
    sums = {f"{each}_words": totals[each][0] for each in MEASURED}
    sums |= {f"{each}_documents": totals[each][1] for each in MEASURED}
    documents = shelf.documents - len(gone) + len(batch.documents)
    change(session, number, newest=newest, documents=documents, **sums, **noted)


def _take_out(session: Session, tables: Tables, batch: Prepared) -> list[Any]:
    columns = tables.document.c
    found: list[Any] = []
    for start in range(0, max(len(batch.keys), 1), AT_ONCE):
        some = batch.keys[start : start + AT_ONCE]
        theirs = [tuple_(columns.noun, columns.id, columns.page).in_(some)] if some else []
        theirs += [columns.group.in_(batch.groups)] if batch.groups and not start else []
        if theirs:
            gone = delete(tables.document).where(or_(*theirs))
            found += session.execute(gone.returning(columns.number, *(columns[each] for each in MEASURED))).all()
    return found


def _drop_words(session: Session, tables: Tables, numbers: Sequence[int], counted: "Counter[str] | None") -> None:
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        gone = delete(tables.words).where(tables.words.c.number.in_(some))
        rows = session.execute(gone.returning(func.tsvector_to_array(tables.words.c.words)))
        if counted is not None:
            for (lexemes,) in rows:
                counted.subtract(each.removeprefix(ABOVE) for each in lexemes if not each.startswith(STRONG))


def _put_in(session: Session, tables: Tables, documents: Sequence[tuple[Document, Lexed]], newest: int) -> int:
    """Words first: the index over documents looks them up. Gives the last number."""
    said, figures = [], []
    for number, (document, each) in enumerate(documents, start=newest + 1):
        said.append({"number": number, "words": each.vector, "tallies": each.tallies})
        row = dict(zip(NAMES, document.facts.row(), strict=True)) | dict(zip(MEASURED, each.lengths, strict=True))
        figures.append({"number": number} | row)
    if said:
        session.execute(insert(tables.words), said)
        session.execute(insert(tables.document), figures)
    return newest + len(said)


def _count(session: Session, tables: Tables, counted: "Counter[str]") -> None:
    """How many documents more (or fewer) have each term; in one order, whoever writes."""
    rows = [{"term": term, "documents": many} for term, many in sorted(counted.items()) if many]
    if rows:
        put = upsert(tables.term)
        more = put.on_conflict_do_update(
            index_elements=["term"], set_={"documents": tables.term.c.documents + put.excluded.documents}
        )
        session.execute(more, rows)


def _move(session: Session, number: int, cursors: Mapping[int, int]) -> None:
    rows = [{"shelf": number, "audience": audience, "seq": seq} for audience, seq in sorted(cursors.items())]
    if rows:
        put = upsert(CURSOR)
        moved = put.on_conflict_do_update(index_elements=["shelf", "audience"], set_={"seq": put.excluded.seq})
        session.execute(moved, rows)


def _sum(totals: Totals, lengths: Iterable[Sequence[int]], sign: int) -> None:
    for each in lengths:
        for name, length in zip(MEASURED, each, strict=True):
            words, documents = totals[name]
            totals[name] = words + sign * length, documents + sign * bool(length)


def _key(name: str) -> tuple[int, int, int]:
    noun, row, page = map(int, name.split("."))
    return noun, row, page

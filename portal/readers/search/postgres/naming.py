"""Words that are nearly those sought, only ever of documents that may be read."""

import unicodedata
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.readers.search.contents import Facts, Noun
from portal.readers.search.contract import Among, Question, Spelling
from portal.readers.search.index.facts import NAMES
from portal.readers.search.index.naming import OFFERED, SHORTEST, parted
from portal.readers.search.postgres.lexemes import NAME, quoted
from portal.readers.search.postgres.passing import Fitting
from portal.readers.search.postgres.shelf import Shelf
from portal.readers.search.postgres.sought import sought
from portal.readers.search.stemming import root, stopped
from portal.readers.search.typed import Wanted
from portal.readers.search.words import dense

CANDIDATES = 30  # words that are looked at
FIGURES, BLOCK = "0123456789", 64  # letters of one alphabet stand in blocks of so many


def likelier(session: Session, shelf: Shelf, word: str, question: Question) -> list[Spelling]:
    """Known words one letter away from an unknown one: those most documents of the audiences have first."""
    asked = Fitting(shelf.tables, Question(question.actor, question.audiences))
    known = sought(Wanted(((word,),), phrase=True), question.languages).query
    if len(word) < SHORTEST or stopped(word) or dense(word) or _many(session, asked, known):
        return []
    found: list[tuple[int, Spelling]] = []
    roots = dict.fromkeys(root(word, each) for each in question.languages)
    for name, (letters, ending) in ((True, (word, "")), *((False, parted(each)) for each in roots)):
        for term in _near(session, asked, letters, ending, NAME if name else ""):
            query = quoted(f"{NAME}{term}" if name else term)
            many = _many(session, asked, query)
            example = None if name or not many else _example(session, asked, query)
            if many and (name or example):
                found.append((many, Spelling(term, example)))
    return [each for _many_, each in sorted(found, key=lambda each: -each[0])[:OFFERED]]


def _near(session: Session, asked: Fitting, word: str, ending: str, prefix: str) -> list[str]:
    """Terms of documents of the audiences that differ by one letter or two swapped neighbours; those first."""
    swapped = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
    likely = dict.fromkeys(each for each in [*swapped, *_edited(word)] if len(each) >= SHORTEST - 1)
    likely.pop(word, None)
    column = asked.tables.term.c
    query = select(column.term).where(column.term == func.any([f"{prefix}{each}{ending}" for each in likely]))
    known = {term.removeprefix(prefix) for term in session.scalars(query.where(column.documents > 0))}
    near = [f"{each}{ending}" for each in likely if f"{each}{ending}" in known]
    if len(near) > CANDIDATES:  # of all there are only those the reader may see, or others would push theirs out
        near = [each for each in near if _many(session, asked, quoted(f"{prefix}{each}"))]
    return near[:CANDIDATES]


def _many(session: Session, asked: Fitting, query: str) -> int:
    """How many documents of the audiences have it."""
    those = Fitting(asked.tables, asked.question, query)
    return session.scalar(those.documents(func.count())) or 0


def _example(session: Session, asked: Fitting, query: str) -> Facts | None:
    """The newest post that has it."""
    columns = asked.tables.document.c
    posts = Fitting(asked.tables, asked.question, query, tests=(Among("noun", frozenset({Noun.POST})),))
    newest = posts.documents(*(columns[each] for each in NAMES)).order_by(columns.at.desc(), columns.id.desc())
    row = session.execute(newest.limit(1)).first()
    return Facts(*row) if row else None


def _edited(word: str) -> Iterator[str]:
    """A word with one letter after the first left out, changed or put in."""
    letters = _letters(word)
    for at in range(1, len(word) + 1):
        before, after = word[:at], word[at:]
        yield before + after[1:]
        for letter in letters:
            yield before + letter + after
            yield before + letter + after[1:]


def _letters(word: str) -> list[str]:
    """Figures, and the small letters of the alphabets a word is written in."""
    blocks = {ord(each) // BLOCK * BLOCK for each in word if each.isalpha()}
    every = (chr(start + more) for start in sorted(blocks) for more in range(BLOCK))
    return [*FIGURES, *(each for each in every if unicodedata.category(each) in ("Ll", "Lo"))]

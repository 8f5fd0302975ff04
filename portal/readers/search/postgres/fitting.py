"""Which documents fit a question: those with all the words, else those with any, and how many they are."""

from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.readers.search.contract import Question, Wish
from portal.readers.search.index.fitting import FEW, PLENTY, SENTENCE
from portal.readers.search.postgres.passing import Fitting
from portal.readers.search.postgres.shelf import Shelf
from portal.readers.search.postgres.sought import Sought, begun, every, some, sought
from portal.readers.search.postgres.tallying import Tally, chosen, tally


def fit(session: Session, shelf: Shelf, question: Question, wish: Wish) -> tuple[Fitting, Tally]:
    """What fits and passes all choices, counted.

    A question of several words rarely has its answer in one post that has them all, so hardly any is like none.
    """
    found = _all_words(shelf, question)
    counted = tally(session, replace(found, tests=chosen(question)), wish)
    if _enough(session, found, counted):
        return replace(found, tests=chosen(question)), counted
    others = replace(found, query=some(_telling(session, found)), either=True)
    more = tally(session, others, Wish())
    if more.documents <= tally(session, found, Wish()).documents:
        return replace(found, tests=chosen(question)), counted
    others = replace(others, tests=chosen(question))
    return others, tally(session, others, wish)


def _all_words(shelf: Shelf, question: Question) -> Fitting:
    unwanted = tuple(sought(each, question.languages) for each in question.unwanted)
    if question.names:
        return Fitting(shelf.tables, question, begun(question), unwanted=unwanted)
    words = tuple(sought(each, question.languages) for each in question.wanted)
    query = every(words) if words else None
    return Fitting(shelf.tables, question, query, words, unwanted)


def _enough(session: Session, found: Fitting, counted: Tally) -> bool:
    asked = found.question
    if asked.strict or len(found.words) < 2 or any(each.phrase for each in asked.wanted):
        return True
    least = FEW if len(found.words) >= SENTENCE else 1
    if counted.groups >= least:
        return True
    # Choices of facets are no reason for other words.
    return bool(found.question.chosen) and tally(session, found, Wish()).groups >= least


def _telling(session: Session, found: Fitting) -> list[Sought]:
    """The rarest of the words first; common ones add no documents once there are plenty."""
    words = [each for each in found.words if each.query]
    sizes = [
        select(func.count())
        .select_from(
            replace(found, query=some([each])).documents(found.tables.document.c.number).limit(PLENTY).subquery()
        )
        .scalar_subquery()
        for each in words
    ]
    counted = session.execute(select(*sizes)).one() if sizes else ()
    taken: list[Sought] = []
    together = 0
    for many, each in sorted(zip(counted, words, strict=True), key=lambda pair: pair[0]):
        if together + many > PLENTY and together:
            break
        taken.append(each)
        together += many
    return taken

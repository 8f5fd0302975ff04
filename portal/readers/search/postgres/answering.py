"""The answer of one shelf to a question: hits in order, counts by facet, spellings."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.readers.search.contents import Facts, Noun
from portal.readers.search.contract import PAGES, Found, Proposal, Question, Spelling, Wish
from portal.readers.search.index.facts import NAMES
from portal.readers.search.postgres.fitting import fit
from portal.readers.search.postgres.naming import likelier
from portal.readers.search.postgres.passing import Fitting
from portal.readers.search.postgres.ranking import Ranked, best, newest
from portal.readers.search.postgres.shelf import Shelf
from portal.readers.search.postgres.tables import CURSOR
from portal.readers.search.postgres.tallying import counts


@dataclass(frozen=True, slots=True)
class Answers:
    """A state of the index on PostgreSQL, as the contract has it."""

    session: Session
    shelf: Shelf

    def find(self, question: Question, wish: Wish) -> Found:
        """The answer to a question."""
        fitting, tally = fit(self.session, self.shelf, question, wish)
        found = Found(tally.groups, fitting.either)
        if tally.by:
            found.counts = counts(self.session, fitting, question, wish, tally)
        if tally.documents:
            found.proposals = self._propose(fitting, wish, tally.documents)
        return found

    def likelier(self, word: str, question: Question) -> list[Spelling]:
        """Words one letter away from an unknown one."""
        return likelier(self.session, self.shelf, word, question)

    def cursors(self) -> dict[int, int]:
        """How far it has come, by audience id."""
        rows = self.session.execute(select(CURSOR.c.audience, CURSOR.c.seq).where(CURSOR.c.shelf == self.shelf.shelf))
        return {row.audience: row.seq for row in rows}

    def rest(self) -> Facts | None:
        """A file whose pages wait for their turn, else a workspace that is read anew."""
        columns = self.shelf.tables.document.c
        # Such documents are for no audience: that finds them at once.
        waiting = select(*(columns[each] for each in NAMES)).where(
            columns.audience == 0, columns.noun.in_((Noun.REST, Noun.AGAIN))
        )
        row = self.session.execute(waiting.order_by(columns.noun).limit(1)).first()
        return Facts(*row) if row else None

    def _propose(self, fitting: Fitting, wish: Wish, documents: int) -> list[Proposal]:
        """Grouped by what is shown as one hit: the best (or newest) groups first, at most so many."""
        limit = 3 * wish.most + 20
        found = _grouped(self._ranked(fitting, wish.order, limit, documents))
        while len(found) < wish.most and limit < documents:
            limit *= 4
            found = _grouped(self._ranked(fitting, wish.order, limit, documents))
        self._count(fitting, found[: wish.most])
        return found[: wish.most]

    def _ranked(self, fitting: Fitting, order: str, limit: int, documents: int) -> list[Ranked]:
        if order == "newest" or not fitting.words:
            return newest(self.session, fitting, limit)
        return best(self.session, self.shelf, fitting, limit, documents)

    def _count(self, fitting: Fitting, proposals: list[Proposal]) -> None:
        """How many documents of each group fit: few groups, whose words are read themselves."""
        column = fitting.tables.document.c.group
        query = fitting.documents(column, func.count(), beside=True)
        query = query.where(column.in_([each.best.group for each in proposals])).group_by(column)
        many = {row[0]: row[1] for row in self.session.execute(query)}
        for each in proposals:
            each.count = many.get(each.best.group, len(each.facts))


def _grouped(ranked: Iterable[Ranked]) -> list[Proposal]:
    """One proposal a group, in the order of their best documents; of the others so many as can be shown."""
    found: dict[int, Proposal] = {}
    for each in ranked:
        proposal = found.get(each.facts.group)
        if proposal is None:
            proposal = found[each.facts.group] = Proposal(each.score, fields=each.fields)
        if len(proposal.facts) <= PAGES or each.facts.noun == Noun.FILE:
            proposal.facts.append(each.facts)
    return list(found.values())

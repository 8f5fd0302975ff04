"""The answer of one state to a question: hits in order, counts by facet, spellings."""

from collections import Counter
from dataclasses import dataclass
from itertools import chain

from portal.readers.search.contents import Facts, Noun
from portal.readers.search.contract import Counts, Found, Question, Since, Spelling, Test, Wish
from portal.readers.search.index.counting import authors, groups, size, tally
from portal.readers.search.index.fitting import fit, propose
from portal.readers.search.index.naming import likelier
from portal.readers.search.index.reading import Marks, Reading

FREQUENT = 48  # authors whose counts are told


@dataclass(frozen=True, slots=True)
class Answers:
    """A state of the index on Whoosh, as the contract has it."""

    state: Reading

    def find(self, question: Question, wish: Wish) -> Found:
        """The answer to a question."""
        fitting = fit(self.state, question)
        everything = fitting.marks
        fitting.marks = self._chosen(question, everything)
        found = Found(size(groups(self.state, fitting.marks)), fitting.either)
        if wish.kinds or wish.since:
            found.counts = self._counts(question, everything, wish)
        found.proposals = propose(self.state, fitting, order=wish.order, most=wish.most)
        return found

    def likelier(self, word: str, question: Question) -> list[Spelling]:
        """Words one letter away from an unknown one."""
        return likelier(self.state, word, question)

    def cursors(self) -> dict[int, int]:
        """How far it has come, by audience id."""
        return {facts.id: facts.at for facts in self.state.facts_of(Noun.CURSOR)}

    def rest(self) -> Facts | None:
        """A file whose pages wait for their turn, else a workspace that is read anew."""
        return next(chain(self.state.facts_of(Noun.REST), self.state.facts_of(Noun.AGAIN)), None)

    def _chosen(self, question: Question, marks: Marks, *, but: str = "") -> Marks:
        """The documents that pass all choices of facets, but for those of one."""
        for test in (test for facet, tests in question.chosen.items() if facet != but for test in tests):
            marks = self.state.keep(marks, test)
        return marks

    def _counts(self, question: Question, everything: Marks, wish: Wish) -> Counts:
        facets = ("workspace", "audience", "author", "kind", "date")
        workspaces, audiences, wrote, kinds, dated = (self._chosen(question, everything, but=each) for each in facets)
        by_author = tally(self.state, "author", authors(self.state, wrote))
        del by_author[0]  # people have none
        return Counts(
            workspace=tally(self.state, "workspace", groups(self.state, workspaces)),
            audience=tally(self.state, "audience", groups(self.state, audiences)),
            author=Counter(dict(by_author.most_common(FREQUENT))),
            kind=Counter({kind: self._groups_of(kinds, test) for kind, test in wish.kinds.items()}),
            since=Counter({second: self._groups_of(dated, Since(second)) for second in wish.since}),
        )

    def _groups_of(self, marks: Marks, test: Test) -> int:
        return size(groups(self.state, self.state.keep(marks, test)))

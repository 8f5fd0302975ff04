"""How good the order is, on a collection with judgements."""

from collections import defaultdict
from collections.abc import Iterator
from math import log2
from pathlib import Path

import pytest
from flask import Flask

from portal.kernel.access import NOBODY
from portal.readers.search.contents import Document, Facts, Noun, group
from portal.readers.search.contract import Question, State, Wish
from portal.readers.search.engine import search_index
from portal.readers.search.typed import take_apart
from tests.shared_data import DATA, lines, needs

pytestmark = [needs("ir_cranfield/corpus.jsonl"), pytest.mark.slow]
GOAL = 0.37  # BM25 with a weight on titles; Whoosh's own reaches 0.383


@pytest.fixture
def cranfield(app: Flask) -> Iterator[State]:
    """The collection as threads with their bodies, in an index of its own."""
    index = search_index()
    building, rows = index.build("", {}), enumerate(lines("ir_cranfield/corpus.jsonl"), start=1)
    building.add([document(number, row) for number, row in rows], (1, 1))
    building.publish()
    with index.reading() as state:
        yield state


def document(number: int, row: dict[str, str]) -> Document:
    facts = Facts(Noun.THREAD, int(row["_id"]), group(Noun.THREAD, int(row["_id"])), 1, 1, 1, number, 0, 0)
    return Document(facts, title=row["title"], body=row["text"])


def judgements(path: Path) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for line in path.read_text().splitlines()[1:]:
        query, doc, grade = line.split("\t")
        found[query][int(doc)] = int(grade)
    return found


def ndcg(found: list[int], grades: dict[int, int], depth: int = 10) -> float:
    gain = sum(max(grades.get(doc, 0), 0) / log2(rank + 2) for rank, doc in enumerate(found[:depth]))
    best = sorted((max(grade, 0) for grade in grades.values()), reverse=True)[:depth]
    ideal = sum(grade / log2(rank + 2) for rank, grade in enumerate(best))
    return gain / ideal if ideal else 0.0


def test_the_order_is_as_good_as_the_best(cranfield: State) -> None:
    grades, reached = judgements(DATA / "ir_cranfield/qrels.tsv"), []
    for row in lines("ir_cranfield/queries.jsonl"):
        wanted = tuple(take_apart(row["text"]).wanted)
        answer = cranfield.find(Question(NOBODY, frozenset({1}), wanted), Wish(most=10))
        found = [each.best.id for each in answer.proposals]
        if row["_id"] in grades:
            reached.append(ndcg(found, grades[row["_id"]]))
    assert len(reached) > 200
    assert sum(reached) / len(reached) >= GOAL, sum(reached) / len(reached)

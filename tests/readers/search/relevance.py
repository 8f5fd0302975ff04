"""How good the order is, on a collection with judgements: nDCG at ten."""

from collections import defaultdict
from math import log2
from pathlib import Path

from portal.kernel.access import NOBODY
from portal.readers.search.contents import Document, Facts, Noun, group
from portal.readers.search.contract import Question, SearchIndex, State, Wish
from portal.readers.search.typed import take_apart
from tests.shared_data import DATA, lines

COLLECTION = "ir_cranfield"
AUDIENCE = frozenset({1})


def put_in(index: SearchIndex) -> None:
    """Make an index of the collection alone, as threads with their bodies."""
    building, rows = index.build("", {}), enumerate(lines(f"{COLLECTION}/corpus.jsonl"), start=1)
    building.add([_document(number, row) for number, row in rows], (1, 1))
    building.publish()


def reached(state: State) -> list[float]:
    """The nDCG of each question that is judged."""
    grades = _judgements(DATA / COLLECTION / "qrels.tsv")
    queries = lines(f"{COLLECTION}/queries.jsonl")
    return [_ndcg(_found(state, row["text"]), grades[row["_id"]]) for row in queries if row["_id"] in grades]


def _found(state: State, text: str) -> list[int]:
    wanted = tuple(take_apart(text).wanted)
    answer = state.find(Question(NOBODY, AUDIENCE, wanted), Wish(most=10))
    return [each.best.id for each in answer.proposals]


def _document(number: int, row: dict[str, str]) -> Document:
    facts = Facts(Noun.THREAD, int(row["_id"]), group(Noun.THREAD, int(row["_id"])), 1, 1, 1, number, 0, 0)
    return Document(facts, title=row["title"], body=row["text"])


def _judgements(path: Path) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for line in path.read_text().splitlines()[1:]:
        query, doc, grade = line.split("\t")
        found[query][int(doc)] = int(grade)
    return found


def _ndcg(found: list[int], grades: dict[int, int], depth: int = 10) -> float:
    gain = sum(max(grades.get(doc, 0), 0) / log2(rank + 2) for rank, doc in enumerate(found[:depth]))
    best = sorted((max(grade, 0) for grade in grades.values()), reverse=True)[:depth]
    ideal = sum(grade / log2(rank + 2) for rank, grade in enumerate(best))
    return gain / ideal if ideal else 0.0

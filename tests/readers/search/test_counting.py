"""Sets of bits count and rank as sets of documents do, over a large block, a small one, and what was deleted."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask

from portal.readers.search.contents import Batch, Document, Facts, Noun, group, key
from portal.readers.search.index import counting, facts, ranking, reading, weighing
from portal.readers.search.index.bits import bits_at, bits_of, flags_of, numbers_of
from portal.readers.search.index.place import create, publish
from portal.readers.search.index.reading import Marks, Reading
from portal.readers.search.index.weighed import Weighed
from portal.readers.search.index.writer import apply
from portal.readers.search.typed import take_apart

WORDS = ("robot", "pallet", "sensor", "gripper")


def documents(luck: random.Random, first: int, many: int) -> list[Document]:
    found = []
    for number in range(first, first + many):
        thread, author = luck.randrange(1, 40), luck.randrange(1, 6)
        facts = Facts(Noun.POST, number, group(Noun.THREAD, thread), thread % 3, author, thread % 7, number, 0, 0)
        body = " ".join(luck.choices(WORDS, k=luck.randrange(1, 12))) + " word" * luck.randrange(20)
        found.append(Document(facts, about="robot" if luck.random() < 0.2 else "", body=body))
    return found


@pytest.fixture
def state(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reading]:
    """Two blocks: 400 documents of long ago and 90 new ones, of the same threads; every ninth is deleted."""
    monkeypatch.setattr(reading, "LATE", 100)
    for module in (weighing, ranking):
        monkeypatch.setattr(module, "COMMON", 50)
    folder, luck = create(), random.Random(3)
    apply(folder, Batch(documents=documents(luck, 1, 400)), bulk=True)
    for start in (401, 431, 461):
        apply(folder, Batch(documents=documents(luck, start, 30)))
    apply(folder, Batch(keys={key(Noun.POST, number) for number in range(9, 490, 9)}))
    publish(folder, epoch="")
    with app.test_request_context(), reading.reading(reading.Shelf()) as found:
        assert [block.size for block in found.blocks] == [400, 90]
        yield found


def facts_of(state: Reading, marks: Marks) -> list[Facts]:
    pairs = zip(state.blocks, marks, strict=True)
    return [block.figures.of(number) for block, bits in pairs for number in numbers_of(bits)]


@pytest.mark.parametrize("flags", [b"", b"\0", b"\1", b"\1\0\0\1", b"\0" * 70 + b"\1" + b"\0" * 9])
def test_bits_and_back(flags: bytes) -> None:
    bits, numbers = bits_of(flags), [at for at, flag in enumerate(flags) if flag]
    assert list(numbers_of(bits)) == numbers
    assert bits_at(numbers, len(flags)) == bits
    assert flags_of(bits, len(flags))[: len(flags)] == flags


def test_only_living_documents_of_these_audiences(state: Reading) -> None:
    found = facts_of(state, state.allowed_to(frozenset({2, 5})))
    assert {each.id for each in found} == {each.id for each in found if each.id % 9 and each.audience in {2, 5}}
    assert len(found) == sum(1 for each in facts_of(state, state.living) if each.audience in {2, 5}) > 50


@pytest.mark.parametrize("audiences", [{0, 1, 2, 3, 4, 5, 6}, {3}, set()])
def test_groups_and_authors_are_counted_once(state: Reading, audiences: set[int]) -> None:
    marks = state.allowed_to(frozenset(audiences))
    there = facts_of(state, marks)
    assert counting.size(counting.groups(state, marks)) == len({each.group for each in there})
    spread = counting.tally(state, "workspace", counting.groups(state, marks))
    assert spread == Counter(workspace for workspace, _group in {(each.workspace, each.group) for each in there})
    wrote = counting.tally(state, "author", counting.authors(state, marks))
    assert wrote == Counter(author for author, _group in {(each.author, each.group) for each in there})
    for name, many in Counter(each.group for each in there).items():
        assert counting.in_group(state, marks, name) == many


@pytest.mark.parametrize("text", ["robot", "robot pallet", "gripper sensor pallet"])
def test_the_best_are_the_best_whichever_way_they_are_found(state: Reading, text: str) -> None:
    words = [state.match(each, ("en",)) for each in take_apart(text).wanted]
    for at, (block, bits) in enumerate(zip(state.blocks, state.living, strict=True)):
        here = [word[at] for word in words]
        for match in here:
            bits &= match.bits  # noqa: PLW2901 (narrowed word by word)
        terms = [term for match in here for term in match.terms]
        one_by_one = ranking._told(sorted(ranking._scored(numbers_of(bits), terms), reverse=True)[:5])
        assert ranking.best(block, bits, here, limit=5, either=False) == one_by_one
        assert ranking._of_all(block, bits, terms, 5) == one_by_one
        assert ranking._of_strong(bits, terms, 5) in ([], one_by_one)
    assert ranking._of_strong(*_common(state), 3), "where there are many, the strong ones suffice"


def _common(state: Reading) -> tuple[int, list[Weighed]]:
    (match,) = (state.match(each, ("en",))[0] for each in take_apart("robot").wanted)
    return match.bits, list(match.terms)


@pytest.mark.parametrize("damage", [b"", b"short", None])
def test_figures_beside_a_segment_are_believed_only_when_whole(state: Reading, damage: bytes | None) -> None:
    for piece in state.pieces:
        (path,) = state.folder.glob(f"{piece.name}.figures")
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + b"\xff" if damage is None else damage)
        again = facts.kept(piece.reader, path)
        assert again.columns == piece.figures.columns
        assert path.read_bytes() == whole
        assert facts.kept(piece.reader, path).columns == again.columns

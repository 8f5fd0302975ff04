"""How every search index answers, as a table over the implementations."""

from collections.abc import Sequence

import pytest

from portal.kernel.access import NOBODY
from portal.readers.search.contents import Batch, Flag, Noun, group
from portal.readers.search.contract import (
    Among,
    Both,
    Either,
    Having,
    Not,
    Question,
    SearchIndex,
    Since,
    Test,
    Wish,
)
from tests.readers.search.samples import (
    DOCUMENTS,
    HERS,
    HOUSE,
    MINE,
    OURS,
    ask,
    everything,
    ids,
    post,
    thread,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gripper", [[(10, 0), (11, 0)], [(20, 0)], [(7, 2)]]),
        ("grippers", [[(10, 0), (11, 0)], [(20, 0)], [(7, 2)]]),  # other forms of the word
        ("gripper price", [[(10, 0), (11, 0)]]),  # the title above a post counts, too, but not alone
        ("price", [[(1, 0), (10, 0)]]),
        ('"safety review"', [[(2, 0)]]),
        ('"review of safety"', [[(20, 0)]]),
        ("gripper -pallet -review", [[(10, 0)], [(7, 2)]]),
        ("kafer", [[(7, 1)]]),  # accents folded
        ("Käfer", [[(7, 1)]]),
        ("PT-4711/b", [[(7, 1)]]),
        ("4711", [[(7, 1)]]),
        ("pt4711", [[(7, 1)]]),
        ("2.7.4", [[(7, 2)]]),
        ("東京", [[(7, 2)]]),
        ("タワー", [[(7, 2)]]),
        ("maya@northwind.example", [[(7, 1)]]),
        ("northwind", [[(7, 1)]]),
        ("zeppelin", []),
        ("the", []),
        ("", []),
    ],
)
def test_what_a_text_finds(filled: SearchIndex, text: str, found: list[list[tuple[int, int]]]) -> None:
    if not text:
        assert ask(filled, text, audiences=frozenset()).total == 0
        return
    answer = ask(filled, text)
    assert sorted(everything(answer)) == sorted(found)
    assert answer.total == len(found)
    assert not answer.either


def test_the_best_and_the_newest_come_first(filled: SearchIndex) -> None:
    assert ids(ask(filled, "price"))[0] == 1
    assert ids(ask(filled, "gripper review")) == [20]
    newest = ask(filled, "gripper", wish=Wish("newest"))
    assert ids(newest) == [7, 20, 11]
    assert [each.score for each in newest.proposals] == [0, 0, 0]
    scores = [each.score for each in ask(filled, "gripper").proposals]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0
    assert len(ask(filled, "gripper", wish=Wish(most=1)).proposals) == 1


def test_any_words_where_none_has_all(filled: SearchIndex) -> None:
    answer = ask(filled, "pallet safety zirkon")
    assert answer.either
    assert {each.best.group for each in answer.proposals} == {group(Noun.THREAD, 1), group(Noun.THREAD, 2)}


@pytest.mark.parametrize("audiences", [frozenset(), frozenset({99}), frozenset({HERS}), HOUSE])
def test_nothing_of_other_audiences_is_found_counted_or_spelled(filled: SearchIndex, audiences: frozenset[int]) -> None:
    wish = Wish(kinds={"post": Among("noun", frozenset({Noun.POST}))}, since=(1,))
    answer = ask(filled, "gripper", audiences=audiences, wish=wish)
    theirs = {each.facts.audience for each in DOCUMENTS} & audiences
    assert {facts.audience for each in answer.proposals for facts in each.facts} == theirs
    assert set(answer.counts.audience) == theirs
    assert set(answer.counts.workspace) == {each - 10 for each in theirs}
    assert bool(answer.total) == bool(theirs)
    with filled.reading() as state:
        spelled = [each.term for each in state.likelier("zepelin", Question(NOBODY, audiences))]
    assert bool(spelled) == (HERS in audiences)


def test_words_of_others_push_nothing_out(filled: SearchIndex) -> None:
    """However many of their words begin alike or are as near, what is mine is offered as if they were not there."""
    letters = "abcdefghijklmnoqrstuvwxyz0123456789"
    theirs = [
        thread(100 + number, f"Robo{letter}x gri{letter}per", audience=HERS) for number, letter in enumerate(letters)
    ]
    said = [
        post(200 + number, 100 + number, f"gri{letter}per saf{letter}ty", audience=HERS)
        for number, letter in enumerate(letters)
    ]
    filled.apply(Batch(documents=theirs + said))
    assert ids(ask(filled, "robo", names=True)) == [1]
    with filled.reading() as state:
        for word, term in (("griper", "gripper"), ("safyty", "safety"), ("safzty", "safety")):
            offered = [each.term for each in state.likelier(word, Question(NOBODY, OURS))]
            assert offered, word
            assert {each[:5] for each in offered} == {term[:5]}, word  # the word or its root
            assert state.likelier(word, Question(NOBODY, frozenset({99}))) == []


def test_counts_are_of_what_is_shown_as_one_hit(filled: SearchIndex) -> None:
    nouns = {"thread": Among("noun", frozenset({Noun.THREAD})), "post": Among("noun", frozenset({Noun.POST}))}
    answer = ask(filled, "gripper", audiences=HOUSE, wish=Wish(kinds=nouns, since=(1, 20, 31)))
    assert answer.total == 4
    assert dict(answer.counts.workspace) == {1: 3, 2: 1}
    assert dict(answer.counts.audience) == {MINE: 3, HERS: 1}
    assert dict(answer.counts.author) == {1: 1, 2: 2, 3: 1, 4: 1}
    assert {kind: number for kind, number in answer.counts.kind.items() if number} == {"post": 3}
    assert dict(answer.counts.since) == {1: 4, 20: 3, 31: 1}
    assert sorted(each.count for each in answer.proposals) == [1, 1, 1, 2]


def test_choices_narrow_all_counts_but_their_own(filled: SearchIndex) -> None:
    chosen: dict[str, Sequence[Test]] = {"author": [Among("author", frozenset({2}))]}
    answer = ask(filled, "gripper", audiences=HOUSE, chosen=chosen, wish=Wish(since=(1,)))
    assert set(ids(answer)) == {10, 20}
    assert dict(answer.counts.workspace) == {1: 2}
    assert dict(answer.counts.author) == {1: 1, 2: 2, 3: 1, 4: 1}
    assert dict(answer.counts.since) == {1: 2}


@pytest.mark.parametrize(
    ("test", "found"),
    [
        (Among("author", frozenset({2})), {10, 20}),
        (Not(Among("author", frozenset({2}))), {11, 7}),
        (Having(Flag.QUESTION), {20}),
        (Having(Flag.HAS_FILE), {7}),
        (Since(20), {20, 7}),
        (Not(Since(20)), {10, 11}),
        (Both((Among("noun", frozenset({Noun.POST})), Since(11))), {11, 20}),
        (Either((Having(Flag.QUESTION), Having(Flag.HAS_FILE))), {20, 7}),
        (Either(()), set()),
        (Both(()), {10, 11, 20, 7}),
    ],
)
def test_narrowed_by_tests(filled: SearchIndex, test: Test, found: set[int]) -> None:
    answer = ask(filled, "gripper", tests=(test,))
    assert {facts.id for each in answer.proposals for facts in each.facts} == found


def test_without_words_everything_that_passes(filled: SearchIndex) -> None:
    assert ids(ask(filled, "", tests=(Among("author", frozenset({2})),))) == [20, 10]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("rob", [1]),
        ("robot pri", [1]),
        ("price rob", [1]),
        ("robots", []),
        ("gripper", []),
        ("zep", []),
        ("saf rev", []),
    ],
)
def test_names_with_the_last_word_begun(filled: SearchIndex, text: str, found: list[int]) -> None:
    assert ids(ask(filled, text, names=True)) == found


@pytest.mark.parametrize(
    ("word", "spelled"),
    [("griper", "gripper"), ("gripepr", "gripper"), ("saftey", "safety"), ("gripper", ""), ("xx", "")],
)
def test_likelier_words(filled: SearchIndex, word: str, spelled: str) -> None:
    with filled.reading() as state:
        found = state.likelier(word, Question(NOBODY, HOUSE))
    assert [bool(spelled)] == [bool(found)]
    for first in found[:1]:
        assert first.term.startswith(spelled[:4])
        assert first.example is None or first.example.noun == Noun.POST


def test_where_the_words_stand(filled: SearchIndex) -> None:
    for text, number, fields in (("leeds", 1, {"title"}), ("gripper price", 10, {"body", "about"})):
        (found,) = ask(filled, text).proposals
        assert found.best.id == number
        assert found.fields == fields

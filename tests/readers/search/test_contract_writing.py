"""How every search index is written and built anew, as a table over the implementations."""

import pytest

from portal.kernel.access import NOBODY
from portal.readers.search.contents import Batch, Document, Facts, Noun, group, key
from portal.readers.search.contract import (
    Missing,
    Question,
    SearchIndex,
    Wish,
)
from portal.readers.search.typed import take_apart
from tests.readers.search.samples import (
    HERS,
    HOUSE,
    MINE,
    ask,
    ids,
    page,
    post,
    thread,
)


def test_what_is_written_again_replaces_what_was(filled: SearchIndex) -> None:
    filled.apply(Batch(keys={key(Noun.POST, 20)}, documents=[post(20, 2, "An airship", about="Safety review")]))
    filled.apply(Batch(groups={group(Noun.FILE, 7)}, documents=[page(1, 7, "A balloon")]))
    assert ids(ask(filled, "airship")) == [20]
    assert ids(ask(filled, "gripper")) in ([10], [11])
    assert ids(ask(filled, "balloon")) == [7]
    filled.apply(Batch(keys={key(Noun.POST, 20)}))
    assert ids(ask(filled, "airship")) == []


def test_cursors_and_what_waits(filled: SearchIndex) -> None:
    filled.apply(Batch(cursors={MINE: 5, HERS: 1}))
    rest = Facts(Noun.REST, 7, group(Noun.FILE, 7), 1, 1, 0, 1, 0, 40)
    filled.apply(Batch(cursors={MINE: 9}, documents=[Document(rest)]))
    with filled.reading() as state:
        assert state.cursors() == {MINE: 9, HERS: 1}
        assert state.rest() == rest
    filled.apply(Batch(keys={key(Noun.REST, 7, 40)}))
    with filled.reading() as state:
        assert state.rest() is None


def test_a_state_stays_what_it_was(filled: SearchIndex) -> None:
    question = Question(NOBODY, HOUSE, tuple(take_apart("airship").wanted))
    with filled.reading() as state:
        filled.apply(Batch(documents=[thread(9, "Airship")]))
        assert state.find(question, Wish()).total in (0, 1)
    with filled.reading() as state:
        assert state.find(question, Wish()).total == 1


def test_an_interrupted_building_goes_on_where_it_was(filled: SearchIndex) -> None:
    before, first = filled.name(), filled.build("later", {MINE: 3})
    assert (first.place, dict(first.reached)) == ((0, 0), {MINE: 3})
    first.add([thread(1, "Airship"), thread(2, "Balloon")], (2, 2))
    del first  # as after kill -9
    assert filled.name() == before
    assert ids(ask(filled, "leeds")) == [1]  # the one in use answers meanwhile
    again = filled.build("later", {MINE: 8})
    assert (again.place, dict(again.reached)) == ((2, 2), {MINE: 3})
    again.add([thread(2, "Balloon"), thread(3, "Zeppelin")], (2, 3))  # one of them was in it already
    again.apply(Batch(cursors={MINE: 3}))
    assert again.state().cursors() == {MINE: 3}
    again.publish()
    assert (filled.epoch(), filled.name() != before) == ("later", True)
    assert ids(ask(filled, "leeds")) == []
    assert ask(filled, "balloon").proposals[0].count == 1
    assert ids(ask(filled, "airship")) == [1]


def test_a_building_of_another_epoch_begins_anew(filled: SearchIndex) -> None:
    filled.build("earlier", {}).add([thread(1, "Airship")], (2, 1))
    building = filled.build("later", {MINE: 8})
    assert (building.place, dict(building.reached)) == ((0, 0), {MINE: 8})


def test_only_one_writes(index: SearchIndex) -> None:
    with index.alone("writer") as mine, index.alone("writer", wait=False) as other, index.alone("merge") as merging:
        assert (mine, other, merging) == (True, False, True)


def test_without_an_index_it_is_missing(implementation: SearchIndex) -> None:
    with pytest.raises(Missing), implementation.reading():
        pass

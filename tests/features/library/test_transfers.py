"""Places for uploads and downloads: few, and never all for one."""

from config import Testing
from portal.features.library.transfers import Places

EACH = Testing().TRANSFERS_EACH


def test_one_person_leaves_places_to_others() -> None:
    places = Places(EACH + 1, EACH)
    assert [places.take("1") for _each in range(EACH + 2)] == [True] * EACH + [False] * 2
    assert places.take("2")
    assert not places.take("3")
    places.give_back("1")
    assert places.take("3")


def test_a_place_that_was_given_back_is_free_for_the_same_person() -> None:
    places = Places(100, EACH)
    for _each in range(3 * EACH):
        assert places.take("1")
        places.give_back("1")

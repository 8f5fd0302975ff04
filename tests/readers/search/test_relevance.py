"""How good the order is, on a collection with judgements."""

import pytest

from portal.readers.search.contract import SearchIndex
from tests.readers.search.relevance import put_in, reached
from tests.shared_data import needs

pytestmark = [needs("ir_cranfield/corpus.jsonl"), pytest.mark.slow]
GOAL = 0.38  # as good as the best of the usual engines on it


def test_the_order_is_as_good_as_the_best(index: SearchIndex) -> None:
    put_in(index)
    with index.reading() as state:
        found = reached(state)
    assert len(found) > 200
    assert sum(found) / len(found) >= GOAL, sum(found) / len(found)

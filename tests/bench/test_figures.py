import os

import pytest

from tests.bench.figures import Failed, at, figures, measure, memory_of, processor_seconds
from tests.bench.goals import MARKS, Mark
from tests.bench.table import missed
from tests.bench.world import Shape
from tests.journeys.conftest import portal  # noqa: F401 (the served portal)
from tests.support.portal import Portal


def test_shares_are_taken_of_ordered_values() -> None:
    assert [at([5, 1, 4, 2, 3], share) for share in (0, 0.5, 0.95, 1)] == [1, 3, 5, 5]
    assert figures([0.010, 0.030], 0.5) == {"p50": 30.0, "p95": 30.0, "rate": 4.0, "answers": 2}


def test_a_figure_is_behind_on_its_own_side() -> None:
    fast, many = (Mark("x", "", ("x", "1", "y"), 10, 5, more_is_better=way) for way in (False, True))
    assert [fast.reached(value, fast.peer) for value in (10, 11)] == [True, False]
    assert [many.reached(value, many.peer) for value in (10, 9)] == [True, False]
    assert fast.reached(99, None)
    slow = {"thread page": {"1": {"p50": 75.0}, "8": {"rate": 100.0}}}
    assert missed(slow) == {
        "peer": ["Thread page, p50"],
        "goal": ["Thread page, p50", "Thread page, 8 clients"],
    }


def test_every_line_has_something_to_be_compared_with() -> None:
    assert all(mark.peer is not None or mark.goal is not None for mark in MARKS)
    assert Shape().total == 50_000


def test_this_process_has_memory_and_has_worked() -> None:
    said = memory_of(os.getpid())
    assert 10 < said["pss"] <= said["rss"]
    assert processor_seconds(os.getpid()) > 0


@pytest.mark.slow
def test_the_client_counts_answers_and_refuses_wrong_ones(portal: Portal) -> None:  # noqa: F811 (the fixture)
    port = int(portal.url.rpartition(":")[2])
    job = {"host": "127.0.0.1", "port": port, "cookies": ["a=b"], "clients": 2, "seconds": 20, "rounds": 6}
    said = measure(job | {"asks": [{"method": "GET", "path": "/healthz"}]})
    assert len(said["times"]) == 6
    with pytest.raises(Failed, match="404 /nowhere"):
        measure(job | {"asks": [{"method": "GET", "path": "/nowhere"}]})

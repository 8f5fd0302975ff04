"""The same canary on PostgreSQL and a bucket: other statements and another store, and the same filters."""

from collections.abc import Iterator

import pytest

from tests.access import test_canary as canary
from tests.conftest import make_app

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(600)]
# One of each place to stand: outside, in the house, removed, team, customer with and without the circle. An owner of
# two workspaces reads nearly everything, which takes longest and could betray least: SQLite's canary goes as one.
PEOPLE = ("visitor", "sam", "ada", "remo", "tom", "chloe", "mark")


@pytest.fixture(scope="module")
def stage(postgres_world: str, bucket_world: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[canary.Stage]:
    yield from canary.staged(make_app(tmp_path_factory.mktemp("canary"), postgres_world, BLOBS_URL=bucket_world))


@pytest.fixture(autouse=True)
def nobody_has_met_anything(stage: canary.Stage) -> None:
    stage.fresh()


def test_nobody_meets_what_is_not_theirs(stage: canary.Stage) -> None:
    canary.go_everywhere(stage, PEOPLE)


def test_search_leaks_without_its_filter_alone(stage: canary.Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    canary.search_with_and_without_filter(stage, monkeypatch)

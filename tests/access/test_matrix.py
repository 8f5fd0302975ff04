"""Who gets what at every route: generated from the route table, so that a new route fails until it has its row."""

import io
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.routing import Rule
from werkzeug.test import TestResponse, encode_multipart

from tests.access import (
    rows_discussions,
    rows_house,
    rows_identity,
    rows_join,
    rows_library,
    rows_marks,
    rows_notifications,
    rows_own,
    rows_people,
    rows_posts,
    rows_requests,
    rows_saved,
    rows_search,
    rows_uploads,
    rows_workspaces,
)
from tests.access.conftest import Stage
from tests.access.table import ASK, Case, Row, cases, filled
from tests.access.world import PEOPLE

MODULES = (
    rows_discussions,
    rows_house,
    rows_identity,
    rows_join,
    rows_library,
    rows_marks,
    rows_notifications,
    rows_own,
    rows_people,
    rows_posts,
    rows_requests,
    rows_saved,
    rows_search,
    rows_uploads,
    rows_workspaces,
)
ROWS: list[Row] = [row for module in MODULES for row in module.ROWS]
# On PostgreSQL these ask where a thing is not theirs; what the others get there is decided by the same statements.
ELSEWHERE = ("other", "member", "owner")
# Other nouns go by their own name.
IN_ADDRESS = {
    "trashed": "file_id",
    **dict.fromkeys(("paper", "letter", "tune"), "file_id"),
}


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_everybody_gets_what_the_row_says(stage: Stage, row: Row) -> None:
    check(stage, row)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_everybody_gets_the_same_on_postgresql_and_a_bucket(postgres_stage: Stage, row: Row) -> None:
    check(postgres_stage, row, elsewhere=ELSEWHERE)


def check(stage: Stage, row: Row, *, elsewhere: tuple[str, ...] = tuple(PEOPLE)) -> None:
    """Ask as everybody at the row's own address, and at all others of it as those named."""
    rule = rule_of(stage.app, row)
    found, expected = {}, {}
    for case in cases(row, in_workspace="workspace_id" in rule.arguments):
        for who, status in case.expected.items():
            if case.name != "own" and who not in elsewhere:
                continue
            found[case.name, case.place, who] = status_of(request(stage, case, rule, who))
            expected[case.name, case.place, who] = status
    assert {key: got for key, got in found.items() if got != expected[key]} == {}


def test_every_route_has_its_row(stage: Stage) -> None:
    routes = {(rule.endpoint, method) for rule in stage.app.url_map.iter_rules() for method in methods(rule)}
    rows = {(row.endpoint, row.method) for row in ROWS}
    assert routes - rows == set(), "add a row for each to tests/access/rows_*.py"
    assert rows - routes == set(), "these rows have no route"


def test_a_visitor_who_wants_json_is_told_so(stage: Stage) -> None:
    wanted = {"Accept": "application/json"}
    for rule in stage.app.url_map.iter_rules():
        if rule.arguments == {"workspace_id"} and "GET" in methods(rule):
            url = f"/w/{stage.world.workspaces['acme']}{rule.rule.partition('>')[2]}"
            assert stage.ask("anonymous", "GET", url, headers=wanted).status_code == 401, rule


def request(stage: Stage, case: Case, rule: Rule, who: str) -> TestResponse:
    """Ask for the address of a case, with everything that belongs into a good request."""
    row, world = case.row, stage.world
    args: dict[str, Any] = {IN_ADDRESS.get(row.noun, f"{row.noun}_id"): f"{{{row.noun}}}"} if row.noun else {}
    place = {"workspace_id": world.workspaces.get(case.place, case.place)}
    args = place | filled(args | dict(row.args), world, case.shelf, who)
    data = filled(row.data, world, case.shelf, who)
    sent: dict[str, Any] = {"data": data} if row.method != "GET" else {}
    if row.upload:
        boundary, body = encode_multipart(data | {"file": FileStorage(io.BytesIO(b"Words"), "new.txt")})
        sent = {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}
    if row.raw is not None:
        sent = {"data": row.raw}
    sent["headers"] = dict(row.headers)
    with stage.app.test_request_context():
        url = stage.app.url_for(row.endpoint, _method=row.method, **{key: args[key] for key in rule.arguments})
    return stage.ask(who, row.method, url, query_string=filled(row.query, world, case.shelf, who), **sent)


def status_of(answer: TestResponse) -> int:
    """The status; being sent to sign in is 401."""
    asked = answer.status_code == 303 and answer.location.startswith("/sign-in?next=")
    return ASK if asked else answer.status_code


def rule_of(app: Flask, row: Row) -> Rule:
    """The rule of a row in the route table."""
    found = (rule for rule in app.url_map.iter_rules(row.endpoint) if row.method in methods(rule))
    return next(found)


def methods(rule: Rule) -> set[str]:
    """The methods a route answers by a view of its own."""
    return set(rule.methods or ()) - {"HEAD", "OPTIONS"}


assert set(PEOPLE) == set(ROWS[0].own), "a column is missing"

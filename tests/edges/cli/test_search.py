"""`flask search`: as somebody, from a script, and building the index anew."""

import json

from flask import Flask

from portal.features.discussions.models import ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.discussions.services import start_thread
from portal.kernel.db import write
from tests.cast import Cast
from tests.edges.cli.conftest import Run, said

KEYS = ["kind", "title", "name", "workspace", "author", "date", "url", "page", "snippet", "score"]


def written(cast: Cast, title: str, body: str) -> None:
    words = prepare(body, cast.audience())
    kind = ThreadKind.DISCUSSION
    with write():
        start_thread(by=cast.member("maya"), audience=cast.audience(), kind=kind, title=title, words=words)


def test_somebody_finds_what_they_may_see(app: Flask, cast: Cast, run: Run) -> None:
    written(cast, "Vacuum gripper", "Its <b>price</b> stands.")
    assert run("search", "rebuild").output.strip().endswith("documents are in the index.")
    result = run(
        "search", "gripper price", "--as", "priya@acme.example", "--workspace", cast.workspace().name, "--json"
    )
    (hit,) = json.loads(result.output)
    assert list(hit) == KEYS
    assert (hit["title"], hit["author"], hit["workspace"]) == (
        "Vacuum gripper",
        "Maya Lindqvist",
        cast.workspace().name,
    )
    assert hit["url"].startswith("http://portal.test/w/")
    assert "<mark>price</mark>" in hit["snippet"]
    plain = run("search", "gripper", "--as", "priya@acme.example").output
    assert plain.startswith("Vacuum gripper\n  thread, Palletising at Leeds and Tilburg, http://portal.test/w/")
    stranger = run("search", "gripper", "--as", "rashid@stranger.example", "--json")
    assert json.loads(stranger.output) == []
    elsewhere = ("--as", "birgitte@halden.example", "--workspace", cast.workspace().name, "--json")
    assert json.loads(run("search", "gripper", *elsewhere).output) == []


def test_questions_from_a_script_are_answered_line_by_line(app: Flask, cast: Cast, run: Run) -> None:
    written(cast, "Vacuum gripper", "Its price")
    run("search", "rebuild")
    questions = "gripper\n\nzeppelin\n\u65e5\u672c\u8a9e\nprice\n"
    result = app.test_cli_runner().invoke(
        args=["search", "--as", "priya@acme.example", "--stdin", "--json"], input=questions
    )
    assert [len(json.loads(line)) for line in result.output.splitlines()] == [1, 0, 0, 0, 1]


def test_a_likelier_spelling_is_offered(app: Flask, cast: Cast, run: Run) -> None:
    written(cast, "Vacuum gripper", "Its price")
    run("search", "rebuild")
    result = run("search", "griper", "--as", "priya@acme.example")
    assert result.output == "Nothing was found. Did you mean: gripper\n"


def test_what_is_wrong_is_said_in_one_line(run: Run) -> None:
    assert "nobody@acme.example" in said(run("search", "gripper", "--as", "nobody@acme.example"))
    assert "Missing option '--as'" in said(run("search", "gripper"))
    assert "'Nowhere'" in said(run("search", "gripper", "--as", "priya@acme.example", "--workspace", "Nowhere"))
    assert "--stdin" in said(run("search", "--as", "priya@acme.example"))
    assert "--json" in said(run("search", "--stdin", "--as", "priya@acme.example"))


def test_without_an_index_it_says_what_to_do(run: Run) -> None:
    result = run("search", "gripper", "--as", "priya@acme.example", "--json")
    assert (result.exit_code, result.stdout) == (0, "[]\n")
    assert "flask worker --drain" in result.stderr

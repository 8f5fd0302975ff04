"""`ledger verify`: names what is wrong, prints heads, and compares with heads that were kept."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from portal.kernel.db import db
from tests.cast import Cast
from tests.edges.cli.conftest import Run, said

NEEDED = ("people", "add", "x@acme.example", "--name", "X")


@pytest.fixture(autouse=True)
def _some_history(run: Run) -> None:
    run(*NEEDED)
    for name in ("A", "B", "C"):
        run("circles", "add", name, "--workspace", "Palletising at Leeds and Tilburg")
    for name in ("K", "L"):
        run("people", "add", f"{name}@acme.example", "--name", name)


def tamper(app: Flask, *statements: str) -> None:
    """Change what cannot be changed, as somebody with the database file could."""
    db.session.remove()
    with closing(sqlite3.connect(app.config["DATA_DIR"] / "portal.db")) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement.replace("{house}", "(SELECT id FROM audience WHERE kind = 'house')"))
        connection.commit()


def test_a_whole_ledger_prints_its_heads(run: Run) -> None:
    result = run("ledger", "verify")
    assert result.exit_code == 0
    assert result.output.splitlines()[-1].endswith(" 0 findings")
    assert json.loads(run("ledger", "verify", "--json").output)["findings"] == []


DEEDS = {
    "was changed": "UPDATE entry SET payload = '{}' WHERE seq = 2 AND audience_id IN {house}",
    "expected number 2": "DELETE FROM entry WHERE seq = 2 AND audience_id IN {house}",
    "found 99": "UPDATE entry SET seq = 99 WHERE seq = 2 AND audience_id IN {house}",
    "its text was changed": """UPDATE entry_text SET body = '{"name": "Somebody else"}'""",
    "its text is missing": "DELETE FROM entry_text",
}
CUT = (
    "DELETE FROM entry WHERE id = (SELECT max(id) FROM entry WHERE audience_id IN {house})",
    """UPDATE audience SET head_seq = head_seq - 1, head_hash =
    (SELECT hash FROM entry WHERE audience_id IN {house} ORDER BY seq DESC LIMIT 1) WHERE kind = 'house'""",
)


@pytest.mark.parametrize("named", DEEDS)
def test_what_was_done_to_it_is_named(app: Flask, run: Run, named: str) -> None:
    tamper(app, DEEDS[named])
    result = run("ledger", "verify")
    assert result.exit_code == 1
    assert named in result.output


def test_a_cut_tail_shows_against_saved_heads(app: Flask, run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "heads.json"
    kept.write_text(run("ledger", "verify", "--json").output)
    plain = run("ledger", "verify").output
    assert run("ledger", "verify", "--against", str(kept)).exit_code == 0
    assert run("ledger", "verify", "--against", plain).exit_code == 0
    tamper(app, *CUT)
    assert run("ledger", "verify").exit_code == 0
    for heads in (str(kept), plain):
        result = run("ledger", "verify", "--against", heads)
        assert result.exit_code == 1
        assert "cut or rebuilt" in result.output


def test_one_workspace_can_be_verified(run: Run, cast: Cast) -> None:
    result = run("ledger", "verify", "--workspace", cast.workspace().public_id, "--json")
    assert len(json.loads(result.output)["heads"]) == 6


@pytest.mark.parametrize("given", ["no heads at all", '{"heads": 3}', "{", "/nowhere/heads.txt"])
def test_what_is_no_heads_is_refused(run: Run, given: str) -> None:
    assert "heads" in said(run("ledger", "verify", "--against", given))


def test_an_unknown_workspace_is_refused(run: Run) -> None:
    assert "There is no workspace" in said(run("ledger", "verify", "--workspace", "Nowhere"))

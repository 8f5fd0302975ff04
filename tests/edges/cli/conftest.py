"""Commands run on the cast's database."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from portal.kernel.db import db
from tests.cast import Cast
from tests.conftest import make_app

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, cast: Cast) -> Run:
    """`run("people", "add", …)` gives the result of that command."""

    def go(*words: str) -> Result:
        result = app.test_cli_runner().invoke(args=list(words))
        db.session.rollback()
        db.session.expire_all()
        return result

    return go


@pytest.fixture
def bare(tmp_path: Path) -> Run:
    """The same on a folder without a database."""
    app = make_app(tmp_path / "bare")
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


def said(result: Result) -> str:
    """The one line of a refusal, checked to be one."""
    assert result.exit_code != 0
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    errors = [line for line in result.output.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1, result.output
    return errors[0]

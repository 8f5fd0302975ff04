"""`doctor`: says how everything is, and ends with a status a script can read."""

import json
from datetime import timedelta

from flask import Flask

from portal.edges.cli.serving import serving
from portal.kernel.db import now, write
from portal.kernel.jobs import Job, JobState, enqueue
from tests.cast import Cast
from tests.edges.cli.conftest import Run
from tests.servers import free_port


def checks(run: Run) -> dict[str, dict[str, str]]:
    result = run("doctor", "--json")
    said = json.loads(result.output)
    assert said["ok"] == (result.exit_code == 0)
    return {each["what"]: each for each in said["checks"]}


def test_without_a_database_it_names_what_to_do(bare: Run) -> None:
    found = checks(bare)
    assert found["database"]["state"] == "wrong"
    assert "flask --app wsgi setup" in found["database"]["says"]
    assert found["writing"]["state"] == "ok"
    assert found["parser"]["state"] == "ok"


def test_a_portal_that_was_set_up_is_well(bare: Run) -> None:
    assert bare("setup").exit_code == 0
    found = checks(bare)
    assert {what for what, each in found.items() if each["state"] == "wrong"} <= {"front end"}
    lines = bare("doctor").output.splitlines()
    assert len(lines) == len(found)


def test_a_mail_server_that_is_silent_is_wrong(app: Flask, cast: Cast, run: Run) -> None:
    app.config.update(SMTP_HOST="127.0.0.1", SMTP_PORT=free_port())
    assert checks(run)["mail"]["state"] == "wrong"


def test_work_that_failed_or_waits_shows(app: Flask, cast: Cast, run: Run) -> None:
    with write() as session:
        session.add(Job(kind="none", payload={}, state=JobState.DEAD))
    assert checks(run)["queue"]["state"] == "warning"
    with write():
        enqueue("none", {}, run_at=now() - timedelta(hours=1))
    with serving(app.config["DATA_DIR"]):
        found = checks(run)["queue"]
    assert found["state"] == "wrong"
    assert "is the worker running?" in found["says"]


def test_unsafe_settings_of_production_are_wrong(app: Flask, cast: Cast, run: Run) -> None:
    app.config["PRODUCTION"] = True
    assert checks(run)["configuration"]["state"] == "warning"
    app.config["SECRET_KEY"] = "development-only-secret"
    assert checks(run)["configuration"]["state"] == "wrong"

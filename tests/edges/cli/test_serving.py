"""Processes: the worker lives and ends with its server, and a start that cannot be says why in one line."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click import ClickException

from portal.edges.cli.serving import serving
from tests.servers import free_port, wait_until
from tests.support.portal import COMMAND, ROOT, Portal, running_portal


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with running_portal(tmp_path_factory.mktemp("served")) as portal:
        yield portal


@pytest.fixture
def portal(one: Portal) -> Portal:
    """The one portal, serving, with its worker; begun again after a test that ended it."""
    if one.process is None or one.process.poll() is not None:
        one.start()
    assert one.process is not None
    wait_until(lambda: bool(one.working()), one.process)
    return one


def gone(*pids: int) -> bool:
    """Whether none of them runs any more; a zombie does not run."""
    states = []
    for pid in pids:
        path = Path(f"/proc/{pid}/stat")
        states.append(path.read_text().rpartition(")")[2].split()[0] if path.exists() else "Z")
    return all(state == "Z" for state in states)


def soon(true: Callable[[], bool]) -> None:
    """Wait, for at most 20 seconds, until it is so."""
    until = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_the_worker_ends_with_its_server(portal: Portal, sign: signal.Signals) -> None:
    assert portal.process is not None
    pids = [*portal.working(), *portal.serving()]
    portal.process.send_signal(sign)
    assert portal.process.wait(20) == 0
    assert gone(*pids)


def test_a_worker_that_was_killed_is_begun_again(portal: Portal) -> None:
    (first,) = portal.working()
    os.kill(first, signal.SIGKILL)
    soon(lambda: portal.working() not in ([], [first]))
    assert portal.answers()


def test_no_worker_outlives_a_server_that_was_killed(portal: Portal) -> None:
    assert portal.process is not None
    pids = portal.working()
    portal.process.kill()
    portal.process.wait()
    soon(lambda: gone(*pids))


def test_two_portals_on_one_folder_are_refused(portal: Portal) -> None:
    environment = portal.environment | {"PORT": str(free_port())}
    assert f"A portal is already running on the data folder {portal.folder}: {portal.url}." in preflight(environment)
    done = subprocess.run(
        [*COMMAND, "serve"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    said = done.stderr.strip().splitlines()[-1]
    assert said == f"Error: Another portal is running on the data folder {portal.folder}, at {portal.url}."


def test_a_second_one_does_not_wait_for_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.edges.cli.serving.PATIENCE", 1000)
    with serving(tmp_path, "http://one.test"), pytest.raises(ClickException, match=r"at http://one\.test"):
        serving(tmp_path, "http://two.test").__enter__()


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"THROUGHLINE_ENV": "production"}, "SECRET_KEY must be set"),
        ({"THROUGHLINE_ENV": "production", "SECRET_KEY": "x" * 40}, "PUBLIC_URL must be the address people type"),
        ({"THROUGHLINE_ENV": "production", "SECRET_KEY": "x" * 40, "DEBUG": "1"}, "DEBUG and TESTING must be off"),
        ({"PORT": "many"}, "PORT must be of type int"),
        ({"DATA_DIR": "/dev/null/data"}, "/dev/null/data: Not a directory"),
    ],
)
def test_a_start_that_cannot_be_says_why(settings: dict[str, str], expected: str, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)} | settings
    done = subprocess.run(
        [*COMMAND, "setup"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert expected in line


@pytest.mark.parametrize(
    ("settings", "expected"),
    [({"PORT": "0"}, "PORT must be a number"), ({"DATA_DIR": "/dev/null/data"}, "Cannot write to the data folder")],
)
def test_what_is_in_the_way_is_named_before_anything_is_installed(settings: dict[str, str], expected: str) -> None:
    said = preflight({"PORT": str(free_port()), "DATA_DIR": "var/data"} | settings)
    assert expected in said


def test_a_busy_port_is_named_with_another() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", free_port()))
        busy.listen()
        port = busy.getsockname()[1]
        assert f"Port {port} on 127.0.0.1 is in use" in preflight({"PORT": str(port), "DATA_DIR": "var/data"})


def preflight(settings: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tools.preflight"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    return line

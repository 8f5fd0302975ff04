"""A portal as people run it: `flask setup` and `flask serve` in processes of their own, on a folder of theirs."""

import contextlib
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from portal.kernel.db import db
from tests.cast import Cast, build_cast, demo_cast
from tests.conftest import make_app
from tests.servers import DidNotStart, free_port, wait_until

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "flask", "--app", "wsgi")


@dataclass(slots=True)
class Portal:
    """A portal with the cast in it. `app` looks into the same database from the tests' own process."""

    url: str
    folder: Path
    app: Flask
    cast: Cast
    process: subprocess.Popen[bytes] | None = None
    settings: dict[str, str] = field(default_factory=dict)  # besides those every portal of the tests has

    @property
    def environment(self) -> dict[str, str]:
        """What the processes of this portal are started with."""
        port = self.url.rpartition(":")[2]
        said = {"DATA_DIR": str(self.folder), "PORT": port, "PUBLIC_URL": self.url, "DEMO": "0"}
        return os.environ | said | {"SECRET_KEY": self.app.config["SECRET_KEY"]} | self.settings

    def start(self) -> None:
        """Serve, with the worker beside it; returns once pages are answered."""
        log = (self.folder / "serve.log").open("ab")
        self.process = subprocess.Popen(
            [*COMMAND, "serve"], cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        try:
            wait_until(self.answers, self.process)
        except DidNotStart as silent:
            raise DidNotStart((self.folder / "serve.log").read_text(errors="replace")[-3000:]) from silent

    def answers(self) -> bool:
        """Whether it serves."""
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"{self.url}/healthz", timeout=1).close()  # noqa: S310 (our own address)
            return True
        return False

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """End it, politely or not; whatever remains of its processes is killed."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, sign)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process = None

    def kill(self, *, whole: bool = True) -> None:
        """Kill -9: everything at once, or only the process that serves, which its parent then starts anew."""
        if self.process is None:
            return
        if not whole:
            for pid in self.serving():
                os.kill(pid, signal.SIGKILL)
            return
        for pid in (*self.children(), self.process.pid):  # the worker is in a group of its own
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def serving(self) -> list[int]:
        """The processes that answer pages."""
        return [pid for pid, name in self.children().items() if name != "worker"]

    def working(self) -> list[int]:
        """The processes that do jobs."""
        return [pid for pid, name in self.children().items() if name == "worker"]

    def children(self) -> dict[int, str]:
        """What the served process has started, by pid, with their names."""
        if self.process is None:
            return {}
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        found = {}
        for pid in set(listed):
            with contextlib.suppress(OSError):
                found[int(pid)] = Path(f"/proc/{pid}/comm").read_text().strip()
        return found

    def command(self, *words: str, timeout: float = 120) -> str:
        """Run a `flask` command on it; gives what it printed."""
        done = subprocess.run(
            [*COMMAND, *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )
        if done.returncode:
            raise RuntimeError(f"flask {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout


@contextlib.contextmanager
def running_portal(folder: Path, **settings: str) -> Iterator[Portal]:
    """A portal with the cast, served until the block ends. `settings` go into its environment.

    With DEMO="1" it holds the demo world instead; its cast are the demo's people and workspaces by short words.
    """
    port = free_port()
    app = make_app(folder)
    portal = Portal(f"http://127.0.0.1:{port}", folder, app, Cast(), settings=settings)
    demo = settings.get("DEMO") == "1"
    portal.command("setup") if demo else portal.command("db", "upgrade")
    with app.app_context():
        portal.cast = demo_cast() if demo else build_cast()
        db.session.remove()
    portal.start()
    try:
        yield portal
    finally:
        portal.stop()
        with app.app_context():
            db.engine.dispose()

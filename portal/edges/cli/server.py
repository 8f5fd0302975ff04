"""The embedded profile: gunicorn's threads in one process, one supervised worker process beside it."""

import ctypes
import gc
import signal
import threading
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from portal.edges.cli.supervisor import Supervisor
from portal.edges.cli.working import work_beside
from portal.readers.realtime.watcher import watch

M_ARENA_MAX, ARENAS = -8, 2  # the first is glibc's name for it (malloc.h)


class House(Arbiter):
    """Gunicorn's first process, which keeps our worker as it keeps its own."""

    supervisor: Supervisor

    def manage_workers(self) -> None:
        """Called in each round of its loop, at least once a second."""
        super().manage_workers()
        self.supervisor.look()


class Server(BaseApplication):
    """Gunicorn, started from our own command. One serving process: sockets and presence live in it."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopping = threading.Event()
        super().__init__()

    def load_config(self) -> None:
        """Settings measured for this profile; `worker_connections` must exceed the threads or accepting stops."""
        config = self._app.config
        options: dict[str, Any] = {
            "bind": f"{config['HOST']}:{config['PORT']}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": config["THREADS"],
            "worker_connections": config["THREADS"] + 1000,
            "timeout": 120,
            "graceful_timeout": 5,
            "keepalive": 15,
            "limit_request_line": 8190,  # a page asks about all its audiences in one address
            "control_socket_disable": True,
            "forwarded_allow_ips": "*" if config["TRUSTED_PROXIES"] else "127.0.0.1",
            "post_worker_init": self._begin,
            "when_ready": _share,
            "on_exit": self._end,
        }
        for key, value in options.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        """The application itself."""
        return self._app

    def run(self) -> None:
        """Serve until stopped."""
        house = House(self)
        self._supervisor = house.supervisor = Supervisor(lambda: self._work(house))
        house.run()

    def _begin(self, _worker: object) -> None:
        """In the serving process: ring for what the worker and commands write; leave Ctrl C to the parent."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=watch, args=(self._app, self._stopping), daemon=True).start()

    def _work(self, house: House) -> None:
        """In the worker: nothing of the server's but what is loaded."""
        for sign in (*house.SIGNALS, signal.SIGCHLD):
            signal.signal(sign, signal.SIG_DFL)
        for each in house.LISTENERS:
            each.sock.close()
        work_beside(self._app, under=house.pid)

    def _end(self, _server: object) -> None:
        self._stopping.set()
        self._supervisor.stop()


def _share(_server: object) -> None:
    """Before the first fork: leave what is loaded in memory that all processes share."""
    _use_few_arenas()
    gc.collect()
    gc.freeze()  # it is shared as long as nobody counts it through


def _use_few_arenas() -> None:
    """Of 256 threads one runs at a time: the heaps glibc makes for each of them would only keep memory nobody uses."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):  # not on every system
        library.mallopt(M_ARENA_MAX, ARENAS)

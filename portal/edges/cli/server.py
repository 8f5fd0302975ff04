"""The embedded profile: gunicorn's threads in this process, one supervised worker process beside it."""

import ctypes
import gc
import signal
import threading
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from config import child_environment
from portal.edges.cli.supervisor import Supervisor
from portal.readers.realtime.watcher import watch

M_ARENA_MAX, ARENAS = -8, 2  # the first is glibc's name for it (malloc.h)


class Server(BaseApplication):
    """Gunicorn, started from our own command. One serving process: sockets and presence live in it."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopping = threading.Event()
        self._supervisor = Supervisor(child_environment(app.config) | {"MALLOC_ARENA_MAX": str(ARENAS)})
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
            "when_ready": self._supervise,
            "on_exit": self._end,
        }
        for key, value in options.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        """The application itself."""
        return self._app

    def _begin(self, _worker: object) -> None:
        """In the serving process: ring for what the worker and commands write; leave Ctrl C to the parent."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=watch, args=(self._app, self._stopping), daemon=True).start()

    def _supervise(self, _server: object) -> None:
        """In the parent, before it forks: keep one worker process alive, and leave what is loaded in shared memory."""
        _use_few_arenas()
        gc.collect()
        gc.freeze()  # the serving process shares the application with this one as long as nobody counts it through
        self._supervisor.start()

    def _end(self, _server: object) -> None:
        self._stopping.set()
        self._supervisor.stop()


def _use_few_arenas() -> None:
    """Of 256 threads one runs at a time: the heaps glibc makes for each of them would only keep memory nobody uses."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):  # not on every system
        library.mallopt(M_ARENA_MAX, ARENAS)

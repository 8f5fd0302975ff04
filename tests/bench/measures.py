"""The measures of one place, each at 1, 8 and 32 clients."""

import re
import urllib.request
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlsplit

from playwright.sync_api import Browser

from tests.bench.browser import cold_page, seen
from tests.bench.figures import Figures, figures, measure, memory_of, processor_seconds, settled_memory
from tests.bench.goals import CLIENTS, MB
from tests.bench.stage import Place, Stage

TOKEN = re.compile(rb'name="csrf-token" content="([^"]+)"')
STREAM = "text/vnd.turbo-stream.html, text/html"
Ask = dict[str, Any]
LINES = ("memory", "cold", "thread page", "thread list", "search", "seen", "reply", "files")


@dataclass(slots=True)
class Measures:
    """Measures a place. `seconds` is how long each line takes; `keep` is given each line's name, clients, figures."""

    stage: Stage
    place: Place
    seconds: float
    keep: Callable[[str, str, Figures], None]

    def run(self, browser: Browser | None, only: Collection[str], *, large: bool) -> None:
        """Measure these of `LINES`, reading before writing; where there are no threads, only memory."""
        cookies = [self.stage.cookie("Maya Lindqvist"), self.stage.cookie("Daniel Okafor")]
        if "memory" in only:
            self.stage.tell("Waiting until memory has settled")
            self.keep("memory", "idle", settled_memory(self._process))
            self._each("home", [_get("/")], cookies)
        if self.place.threads:
            self._reading(cookies, only)
            self._in_browser(browser, cookies, only)
        if self.place.threads and "reply" in only:
            self._each("reply", self._replies(cookies[0]), cookies[:1], accept=STREAM)
        if self.place.threads and "files" in only:
            self._files(cookies[0], large=large)
        if "memory" in only:
            self.keep("memory", "after load", memory_of(self._process))

    def _reading(self, cookies: list[str], only: Collection[str]) -> None:
        asks = {
            "thread page": [_get(_path(*thread)) for thread in self.place.threads],
            "thread list": [_get(f"/w/{workspace}/threads") for workspace in self.place.workspaces],
        }
        for kind, words in self.place.words.items():
            asks[f"search {kind}"] = [_get(f"/search?q={quote_plus(word)}") for word in words]
        for name, asked in asks.items():
            if name in only or (name.startswith("search") and "search" in only):
                self._each(name, asked, cookies)

    def _in_browser(self, browser: Browser | None, cookies: list[str], only: Collection[str]) -> None:
        if browser is None:
            return
        first = _path(*self.place.threads[0])
        if "cold" in only:
            self.keep("cold page", "1", cold_page(browser, self._url, first, cookies[0], rounds=7))
        if "seen" in only:
            times = seen(browser, self._url, first, (cookies[0], cookies[1]), rounds=40)
            self.keep("seen", "1", figures(times, sum(times)))

    def _replies(self, cookie: str) -> list[Ask]:
        token = self._token(cookie)
        form = {
            "csrf_token": token,
            "audience": "everyone",
            "key": "{turn}",
            "body": "A **reply**, some words {turn}",
        }
        return [{"method": "POST", "path": f"{_path(*each)}/posts", "form": form} for each in self.place.threads[:200]]

    def _files(self, cookie: str, *, large: bool) -> None:
        """Uploads and downloads; the large ones once for each client."""
        place = f"/w/{self.place.workspaces[0]}/files"
        form = {"csrf_token": self._token(cookie), "audience": "everyone"}
        for size in (1, 100) if large else (1,):
            once = size > 1
            up = [{"method": "POST", "path": place, "form": form, "file": size * MB}]
            self._each(f"upload {size} MB", up, [cookie], once=once)
            self._each(f"download {size} MB", [_get(self._newest(place, cookie))], [cookie], once=once)

    def _each(
        self, name: str, asks: list[Ask], cookies: list[str], *, accept: str = "text/html", once: bool = False
    ) -> None:
        parts = urlsplit(self._url)
        job = {"host": parts.hostname, "port": parts.port, "cookies": cookies, "asks": asks, "accept": accept}
        for clients in CLIENTS:
            self.stage.tell(f"{self.place.name}: {name}, {clients} clients")
            limits = {"seconds": 120.0, "rounds": clients} if once else {"seconds": self.seconds}
            before = processor_seconds(self._process)
            said = measure(job | {"clients": clients} | limits)
            spent = processor_seconds(self._process) - before
            more = {"cpu": round(spent / len(said["times"]) * 1000, 1)}
            if "load" in name:  # of files
                more["MB a second"] = round(said["bytes"] / MB / said["took"], 1)
            self.keep(name, str(clients), figures(said["times"], said["took"]) | more)

    def _newest(self, place: str, cookie: str) -> str:
        """The address of the bytes of the file uploaded last."""
        files = re.findall(rb'href="(/w/[a-z0-9]+/files/[a-z0-9]{16})"', self._page(f"{place}?sort=newest", cookie))
        return f"{files[0].decode()}/versions/1/download"

    def _token(self, cookie: str) -> str:
        found = TOKEN.search(self._page(_path(*self.place.threads[0]), cookie))
        if found is None:
            raise RuntimeError("The page of a thread has no form token")
        return found.group(1).decode()

    def _page(self, path: str, cookie: str) -> bytes:
        asked = urllib.request.Request(self._url + path, headers={"Cookie": cookie})  # noqa: S310 (our own address)
        with urllib.request.urlopen(asked) as answer:  # noqa: S310 (our own address)
            body: bytes = answer.read()
        return body

    @property
    def _url(self) -> str:
        return self.stage.portal.url

    @property
    def _process(self) -> int:
        served = self.stage.portal.process
        if served is None:
            raise RuntimeError("The portal is not served")
        return served.pid


def _get(path: str) -> Ask:
    return {"method": "GET", "path": path}


def _path(workspace: str, thread: str) -> str:
    return f"/w/{workspace}/threads/{thread}"

"""Going everywhere as one person: links first, then every address that can be put together from known ids."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import product
from typing import Any

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.access.canaries import ABSENT, COMMON, Aviary
from tests.access.canary_world import Nest

LINK = re.compile(r'(?:href|src|data-[a-z-]*url[a-z-]*|data-src|action)="(/[^"#]*)')
SKIPPED = ("/static/", "/sign-out")
STREAM = "text/vnd.turbo-stream.html"
# Arguments of addresses that come from the world, and those that are the same everywhere.
NOUNS = (
    "thread_id",
    "post_id",
    "file_id",
    "folder_id",
    "member_id",
    "audience_id",
    "file_request_id",
    "upload_id",
    "mark_id",
    "saved_id",
)
FIXED = {
    "number": ["1", "2"],
    "page": ["1"],
    "picture_number": ["1"],
    "attachment_number": ["1"],
    "colour": ["14594a"],
    "proof_id": [ABSENT],
    "mail_id": [ABSENT],
    "token": [ABSENT],
    "picture": [ABSENT],
    "place": [ABSENT],
    "filename": ["app.css"],
    "kind": ["csv", "pdf", "risk"],
}
# What can be asked of a route beyond its address.
ASKED = {
    "attach.card": [{"form": "reply"}],
    "own.mentions": [{"audience": "everyone"}, {"audience": "team"}],
    "discussions.index": [{}, {"audience": "team"}, {"show": "question"}],
    "library.find_in": [{"q": COMMON}],
    "library.root": [{}, {"audience": "team"}, {"audience": "circle"}, {"find": COMMON}],
}
SEARCHED = [
    {"q": COMMON},
    {"q": "griper"},
    {"q": "qcanary"},
    {"q": "name"},
]

_known: dict[tuple[object, ...], list[str]] = {}


@dataclass(slots=True)
class Crawler:
    """One person's browser."""

    app: Flask
    who: str
    cookies: str
    aviary: Aviary
    visited: set[str] = field(default_factory=set)  # endpoints that were asked
    seen: set[str] = field(default_factory=set)

    def get(self, url: str, accept: str = "text/html") -> TestResponse:
        """Ask for an address, and note every planted word in the answer."""
        client = self.app.test_client(use_cookies=False)
        answer = client.get(url, headers={"Cookie": self.cookies, "Accept": accept})
        self.aviary.hear(self.who, url, unescape(words_of(answer)) + str(answer.headers))
        answer.close()
        return answer

    def follow(self, start: str) -> None:
        """Every page that links lead to."""
        waiting = [start]
        while waiting:
            url = waiting.pop()
            if url in self.seen or url.startswith(SKIPPED):
                continue
            self.seen.add(url)
            answer = self.get(url)
            if answer.status_code in (301, 302, 303):
                waiting.append(answer.location)
            elif answer.mimetype == "text/html":
                waiting += [unescape(found) for found in LINK.findall(answer.get_data(as_text=True))]

    def force(self, nest: Nest, *, foreign: Nest | None = None) -> None:
        """Every GET route with every id of a workspace; with `foreign`, at the address of another one."""
        for rule in self.app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()):
                continue
            for url in known_addresses(self.app, rule, nest, foreign or nest):
                self.visited.add(rule.endpoint)
                if url not in self.seen:
                    self.seen.add(url)
                    self.get(url)

    def catch_up(self, nest: Nest) -> None:
        """What `/since` and `/heads` tell about a workspace, to programs and to pages."""
        asked = "&".join(f"audience={public_id}:0" for public_id in nest.ids["audience"])
        self.get(f"/since?{asked}", "application/json")
        self.get("/heads", "application/json")
        for thread in nest.ids["thread_id"]:
            self.get(f"/since?{asked}&thread={thread}", STREAM)


def words_of(answer: TestResponse) -> str:
    """All that an answer says; of a ZIP the names and words of what is in it."""
    data = answer.get_data()
    if answer.mimetype != "application/zip":
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return " ".join(f"{name} {archive.read(name).decode('utf-8', 'replace')}" for name in archive.namelist())


def known_addresses(app: Flask, rule: Rule, nest: Nest, at: Nest) -> list[str]:
    """The same for everybody who goes there: put together once."""
    key = (id(app), rule.endpoint, rule.rule, nest.workspace, at.workspace)
    if key not in _known:
        _known[key] = list(addresses(app, rule, nest, at))
    return _known[key]


def addresses(app: Flask, rule: Rule, nest: Nest, at: Nest) -> Iterator[str]:
    """The addresses of a route for the ids of `nest` at the workspace `at`."""
    known = (
        {"workspace_id": [at.workspace], "place": [at.workspace, ABSENT]}
        | FIXED
        | {noun: nest.ids.get(noun, []) for noun in NOUNS}
    )
    if rule.endpoint != "posts.history":  # posts of one audience are alike, but for their earlier words
        known["post_id"] = known["post_id"][::3]
    names = sorted(rule.arguments)
    unknown = [name for name in names if name not in known]
    assert not unknown, f"{rule.endpoint}: say in tests/access/crawl.py which ids {unknown} takes"
    for values in product(*(known[name] for name in names)):
        searching = rule.endpoint.startswith("search.")
        for query in searched(nest, at) if searching else ASKED.get(rule.endpoint, [{}]):
            with app.test_request_context():
                values_of: dict[str, Any] = dict(zip(names, values, strict=True)) | query
                yield app.url_for(rule.endpoint, **values_of)


def searched(nest: Nest, at: Nest) -> list[dict[str, str]]:
    """What is asked of the search: everywhere, in the workspace, and what stands behind the ids of a device."""
    recent = [" ".join(f"{noun}:{each}" for each in nest.ids[f"{noun}_id"][:6]) for noun in ("thread", "file")]
    return [*SEARCHED, {"q": COMMON, "workspace": at.workspace}, *({"recent": each} for each in recent)]

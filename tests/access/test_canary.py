"""Nobody meets a word that is not for them, anywhere; and everybody meets those that are."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Select, select

from portal.features.identity.models import Person
from portal.features.identity.sessions import TOKEN, open_session
from portal.features.requests.give_views import GIVES
from portal.features.requests.links import token_of
from portal.kernel.access import Actor
from portal.kernel.access.readable import _readers, readable
from portal.kernel.db import db, now, write
from portal.kernel.jobs import Worker
from portal.kernel.mail import OutboundMail, words_of
from portal.readers.realtime.server import socketio
from tests.access.canaries import SHAPE, Aviary
from tests.access.canary_marks import plant_marks
from tests.access.canary_requests import plant_requests
from tests.access.canary_saved import plant_saved
from tests.access.canary_world import REMOVED, Planted, plant
from tests.access.crawl import Crawler, addresses
from tests.access.world import cookie
from tests.conftest import make_app

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
JOIN = re.compile(r"/join/[\w-]+")
# Filters that stand in one place, and who meets something when they are taken away.
FILTERS = {
    "everywhere": "chloe",
    "portal.kernel.access.models": "chloe",
    "portal.edges.frame.needs": "tom",
}


@dataclass(slots=True)
class Stage:
    """The planted world, and a cookie for everybody in it."""

    app: Flask
    world: Planted
    cookies: dict[str, str]

    def crawler(self, who: str, *, more: str = "") -> Crawler:
        return Crawler(self.app, who, self.cookies.get(who, "") + more, self.world.aviary)

    def fresh(self) -> None:
        """Forget who met what."""
        self.world.aviary = Aviary(planted=self.world.aviary.planted)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    yield from staged(make_app(tmp_path_factory.mktemp("canary")))


def staged(app: Flask) -> Iterator[Stage]:
    """The world in an empty database, after all work is done."""
    with app.test_request_context():
        db.create_all()
        world, cookies = plant(), {}
        plant_saved(world)
        plant_requests(world)
        plant_marks(world)
        for who, person_id in world.people.items():
            with write():
                token = open_session(db.session.get_one(Person, person_id), browser="test")
            cookies[who] = cookie({TOKEN: token})
        db.session.remove()
    app.config["PRODUCTION"] = True  # the outbox page of development shows all mail to all
    with app.app_context():
        Worker(lambda call: in_context(app, call)).drain()
    with app.app_context(), time_machine.travel(now() + timedelta(minutes=6)):  # unread posts are mailed after five
        Worker(lambda call: in_context(app, call)).drain()
    yield Stage(app, world, cookies)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def nobody_has_met_anything(stage: Stage) -> None:
    stage.fresh()


def in_context(app: Flask, call: Callable[[], None]) -> None:
    with app.app_context():
        call()


def test_nobody_meets_what_is_not_theirs(stage: Stage) -> None:
    """Every page, program answer, fragment and file, as everybody; every GET route is asked."""
    go_everywhere(stage, ("visitor", *stage.world.people))


def go_everywhere(stage: Stage, people: Sequence[str]) -> None:
    """As each of them, and hold what they met against what they may and must meet."""
    asked: set[str] = set()
    for who in people:
        crawler = stage.crawler(who)
        crawler.follow("/")
        for nest in stage.world.nests.values():
            crawler.force(nest)
            crawler.catch_up(nest)
        asked |= crawler.visited
    guests(stage)
    givers(stage)
    mailed(stage)
    assert stage.world.aviary.leaks() == []
    assert [words for words in stage.world.aviary.missing() if words.startswith((*people, "guest", "giver"))] == []
    routes = {rule.endpoint for rule in stage.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert routes - asked == set()


def test_an_id_opens_nothing_at_another_address(stage: Stage) -> None:
    """Ids of one workspace under the address of another, as the one person who is in both."""
    alpha, carol = stage.world.nests["alpha"], stage.world.nests["carol"]
    crawler = stage.crawler("anna")
    for nest, at in ((alpha, carol), (carol, alpha)):
        for noun in ("thread", "post", "file", "folder"):
            path = {"thread": "threads", "post": "posts", "file": "files", "folder": "files/folders"}[noun]
            for public_id in nest.ids[f"{noun}_id"]:
                ending = "/history" if noun == "post" else ""
                assert crawler.get(f"/w/{at.workspace}/{path}/{public_id}{ending}").status_code == 404


def test_through_the_eyes_of_a_customer(stage: Stage) -> None:
    """The owner, looking as Chloe, meets nothing that Chloe may not see, but for what is the owner's own."""
    alpha, planted = stage.world.nests["alpha"], stage.world.aviary.planted
    crawler = stage.crawler("anna", more=f"; lens={stage.world.lens}")
    crawler.force(alpha)
    words = {word: found for word, found in stage.world.aviary.met.items() if "anna" in found}
    inside = {word for word, found in words.items() if found["anna"].startswith(f"/w/{alpha.workspace}")}
    hers = {word for word in inside if not {"chloe"} & planted[word].may}
    assert {planted[word].field for word in hers} <= {"draft in alpha/everyone"}
    assert len(inside) > 20


def test_sockets_speak_no_words(stage: Stage) -> None:
    """Rings are numbers; presence and typing name only people of the same workspace."""
    lines = {}
    for who, value in stage.cookies.items():
        browser = stage.app.test_client()
        browser.set_cookie(*value.split("=", 1))
        lines[who] = socketio.test_client(stage.app, flask_test_client=browser)
    for line in lines.values():
        for nest in stage.world.nests.values():
            line.emit("here", {"workspace": nest.workspace}, callback=True)
            for audience in nest.ids["audience"]:
                line.emit("typing", {"workspace": nest.workspace, "audience": audience, "thread": "x"})
    for who, line in lines.items():
        stage.world.aviary.hear(who, "the socket", str(line.get_received()))
        line.disconnect()
    assert stage.world.aviary.leaks() == []
    assert len(stage.world.aviary.met) >= 7  # the names of those who are here


@pytest.mark.parametrize(("where", "who"), FILTERS.items())
def test_without_the_filter_the_canary_dies(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, where: str, who: str
) -> None:
    """The crawl sees what it must see: with one filter taken away, somebody meets what is not theirs."""
    modules = [
        each for name, each in sys.modules.items() if name.startswith("portal.") and where in ("everywhere", name)
    ]
    patched = [each for each in modules if getattr(each, "readable", None) is readable]
    for module in patched:
        monkeypatch.setattr(module, "readable", everything)
    assert patched
    monkeypatch.setitem(stage.app.config, "PROPAGATE_EXCEPTIONS", False)  # a page that breaks betrays nothing
    crawler = stage.crawler(who)
    crawler.force(stage.world.nests["alpha"])
    assert stage.world.aviary.leaks() != []


def test_search_finds_what_is_ones_own_and_leaks_without_its_filter(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index follows in this world, too: what Chloe is told by search is hers, until the filter is gone."""
    search_with_and_without_filter(stage, monkeypatch)


def search_with_and_without_filter(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask as Chloe, then take the filter away."""
    search_everywhere(stage)
    assert stage.world.aviary.leaks() == []
    met = {stage.world.aviary.planted[word].field for word in stage.world.aviary.met}
    assert {"title in alpha/everyone", "file in alpha/everyone", "words of the version in alpha/everyone"} <= met
    for each in [module for name, module in sys.modules.items() if name.startswith("portal.")]:
        if getattr(each, "readable", None) is readable:
            monkeypatch.setattr(each, "readable", everything)
    search_everywhere(stage)
    leaked = " ".join(stage.world.aviary.leaks())
    assert "title in alpha/team" in leaked
    assert "title in bravo/everyone" in leaked


def search_everywhere(stage: Stage) -> None:
    """Chloe asks every page of search for words that stand everywhere."""
    crawler = stage.crawler("chloe")
    for rule in stage.app.url_map.iter_rules():
        if rule.endpoint.startswith("search.") and "GET" in (rule.methods or ()):
            for url in addresses(stage.app, rule, stage.world.nests["alpha"], stage.world.nests["alpha"]):
                crawler.get(url)


def everything(actor: Actor) -> Select[int]:
    """Every audience, for everybody."""
    return select(_readers.c.audience_id)


def guests(stage: Stage) -> None:
    """Whoever holds an invitation opens it."""
    with stage.app.app_context():
        mails = db.session.query(OutboundMail).filter_by(purpose="invitation").all()
        texts = [words_of(mail).text for mail in mails]
    for mail, text in zip(mails, texts, strict=True):
        found = JOIN.search(text)
        assert found is not None
        stage.crawler(stage.world.mail[mail.to_address]).follow(found[0])


def givers(stage: Stage) -> None:
    """Whoever holds links that take files, and has proved the address, opens them."""
    for giver, links in stage.world.links.items():
        with stage.app.test_request_context():
            proved: Any = {GIVES: dict.fromkeys(links, now().isoformat())}
            held = cookie(proved)
        crawler = Crawler(stage.app, giver, held, stage.world.aviary)
        for public_id in links:
            with stage.app.app_context():
                path = f"/give/{token_of(public_id)}"
            assert "Sent back" in crawler.get(path).get_data(as_text=True)
            crawler.follow(path)


def mailed(stage: Stage) -> None:
    """Every queued mail, as its receiver reads it: words for the team only are in none, whoever it goes to."""
    with stage.app.app_context():
        mails = db.session.query(OutboundMail).all()
        said = [words_of(mail) for mail in mails]
    assert {"invitation", "mention", "answer", "request_link", "saved"} <= {mail.purpose for mail in mails}
    for mail, both in zip(mails, said, strict=True):
        words = f"{mail.subject} {both.text} {both.html} {mail.from_name} {mail.to_name} {mail.to_address}"
        stage.world.aviary.hear(stage.world.mail[mail.to_address], f"mail: {mail.purpose}", words)
        told = [stage.world.aviary.planted[word].field for word in SHAPE.findall(words)]
        assert [field for field in told if field.endswith("/team")] == []


def test_removed_people_are_gone(stage: Stage) -> None:
    """Remo meets what is his own, nothing of the workspace he left, and has no mail about it."""
    crawler = stage.crawler(REMOVED)
    crawler.follow("/")
    crawler.follow("/profile")
    for nest in stage.world.nests.values():
        crawler.force(nest)
    met = {stage.world.aviary.planted[word].field for word in stage.world.aviary.met}
    with stage.app.app_context():
        theirs = db.session.query(OutboundMail).filter_by(purpose="saved")
        assert stage.world.people[REMOVED] not in {mail.person_id for mail in theirs}
    assert met == {f"{what} of {REMOVED}" for what in ("name", "address", "title", "kept search", "last search")}

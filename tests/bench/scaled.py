"""The search over 100,000 documents of 2,000 workspaces: how long it takes two readers while posts are written."""

import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

from flask import Flask
from sqlalchemy import func, select

from portal.features.discussions import services
from portal.features.discussions.models import Thread
from portal.features.discussions.prepare import prepare
from portal.features.identity.models import Person
from portal.features.identity.people import add_person
from portal.features.workspaces.models import Member
from portal.kernel.access import Actor
from portal.kernel.db import db, write
from portal.readers.search import instant, search
from portal.readers.search.engine import search_index
from tests.bench.figures import Figures, figures, measure, memory_of
from tests.bench.goals import MB, READERS, WAYS
from tests.bench.scale import Mail, build_scale, read_mail
from tests.bench.stage import MAIL, Stage
from tests.readers.search.relevance import COLLECTION, put_in, reached
from tests.shared_data import DATA

Keep = Callable[[str, Figures], None]
MANAGER, MEMBER = READERS.values()
PAUSE = 0.5  # seconds between the posts that are written meanwhile
BUILDING = 1800  # seconds the index may take


@dataclass(slots=True)
class Writer:
    """Posts all the time, and notes how long each took and how long until it was found."""

    app: Flask
    ended: threading.Event = field(default_factory=threading.Event)
    wrote: list[float] = field(default_factory=list)
    found: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Until it is told to end."""
        number = 0
        while not self.ended.wait(PAUSE):
            number += 1
            with self.app.test_request_context():
                began = time.perf_counter()
                self._post(f"moment{number}x{int(began)}")
                self.wrote.append(time.perf_counter() - began)
                if number % 8 == 1:
                    self.found.append(self._seen(f"moment{number}x{int(began)}"))

    def _post(self, word: str) -> None:
        thread = db.session.get_one(Thread, 1 + random.randrange(db.session.scalar(select(func.max(Thread.id))) or 1))
        words = prepare(f"A reply about the sensor and the kernel, {word}.", thread.audience)
        at, thread_id = thread.workspace_id, thread.id
        db.session.rollback()
        with write():
            owner = select(Member).where(Member.workspace_id == at, Member.role == "owner")
            thread = db.session.get_one(Thread, thread_id)
            services.post(by=db.session.scalars(owner).one(), thread=thread, words=words)

    def _seen(self, word: str) -> float:
        began, reader = time.perf_counter(), _actor(MANAGER)
        while not self.ended.wait(0.05) and not search(reader, word).total:
            db.session.rollback()
        return time.perf_counter() - began


def measure_scale(stage: Stage, *, documents: int, seconds: float, keep: Keep) -> None:
    """Fill, build, search. Keeps a line for each reader and each way to search."""
    app, mail = stage.portal.app, read_mail(MAIL)
    with app.app_context():
        with write():
            member = add_person(name=MEMBER, email="priya@scale.example")
        rep = db.session.get_one(Person, stage.staff[0])
        build_scale(mail, rep, member, documents=documents, step=lambda done: stage.tell(f"{done} documents written"))
        db.session.remove()
        db.engine.dispose()
    stage.tell("The index is built")
    began = time.perf_counter()
    stage.portal.command("search", "rebuild", timeout=BUILDING)
    took = time.perf_counter() - began
    built = {"documents a second": round(documents / took, 1), "MB": _size(stage.portal.folder / "index")}
    keep("index built", built)
    stage.portal.start()
    with _writing(app) as writer:
        for reader, name in READERS.items():
            for kind, texts in asked(mail).items():
                stage.tell(f"{kind}, {reader}")
                keep(f"{kind}, {reader}", _measured(app, name, kind, texts, seconds))
            keep(f"page of results, {reader}", _over_http(stage, name, asked(mail)["two words"], seconds))
    keep("post written meanwhile", figures(writer.wrote, sum(writer.wrote)) | {"longest": _longest(writer.wrote)})
    keep("post found meanwhile", figures(writer.found, sum(writer.found)) | {"longest": _longest(writer.found)})
    keep("memory, served and worker", memory_of(stage.portal.process.pid) if stage.portal.process else {})
    stage.portal.stop()


def measure_relevance(app: Flask, keep: Keep) -> None:
    """How good the order is, where the collection is on this machine. Afterwards the index holds nothing else."""
    if not (DATA / COLLECTION).exists():
        return
    with app.test_request_context():
        put_in(search_index())
        with search_index().reading() as state:
            found = reached(state)
    keep("relevance", {"nDCG@10": round(sum(found) / len(found), 4), "questions": len(found)})


def asked(mail: Mail, many: int = 60) -> dict[str, list[str]]:
    """What people look for: words, neighbours and beginnings of words out of the mail itself."""
    luck = random.Random(3)
    found: dict[str, list[str]] = {way: [] for way in WAYS}
    while len(found["prefix"]) < many:
        words = re.findall(r"[A-Za-z]{4,12}", luck.choice(mail.said))
        if len(words) < 6:
            continue
        at = luck.randrange(len(words) - 1)
        one, other = luck.sample(words, 2)
        found["one word"].append(one)
        found["two words"].append(f"{one} {other}")
        found["phrase"].append(f'"{words[at]} {words[at + 1]}"')
        found["prefix"].append(other[: luck.randrange(3, 6)])
        found["newest first"].append(other)
    return found


def _measured(app: Flask, name: str, kind: str, texts: list[str], seconds: float) -> Figures:
    """Each text once, and again while there is time: all a page of results needs, rows of the database included."""
    times: list[float] = []
    began, processor = time.perf_counter(), time.thread_time()
    while len(times) < len(texts) or time.perf_counter() - began < seconds:
        with app.test_request_context():
            reader, at = _actor(name), time.perf_counter()
            if kind == "prefix":
                instant(reader, texts[len(times) % len(texts)])
            else:
                search(reader, texts[len(times) % len(texts)], order="newest" if kind == "newest first" else "best")
            times.append(time.perf_counter() - at)
    spent = time.thread_time() - processor
    return figures(times, sum(times)) | {"cpu": round(spent / len(times) * 1000, 1)}


def _over_http(stage: Stage, name: str, texts: list[str], seconds: float) -> Figures:
    """The whole page, rail and all."""
    parts = urlsplit(stage.portal.url)
    asks = [{"method": "GET", "path": f"/search?q={quote_plus(text)}"} for text in texts]
    job = {"host": parts.hostname, "port": parts.port, "cookies": [stage.cookie(name)], "asks": asks}
    said = measure(job | {"clients": 1, "seconds": seconds})
    return figures(said["times"], said["took"])


@contextmanager
def _writing(app: Flask) -> Iterator[Writer]:
    writer = Writer(app)
    thread = threading.Thread(target=writer.run)
    thread.start()
    try:
        yield writer
    finally:
        writer.ended.set()
        thread.join()


def _actor(name: str) -> Actor:
    return db.session.scalars(select(Person).where(Person.name == name)).one().actor()


def _size(folder: Path) -> float:
    return round(sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / MB, 1)


def _longest(times: list[float]) -> float:
    return round(max(times, default=0.0) * 1000, 1)

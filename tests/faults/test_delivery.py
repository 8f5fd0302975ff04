"""Delivery: whatever is lost on the way, every page shows every entry once and in order, and nothing after a removal.

Forty real sockets, four workspaces of four audiences, posts over HTTP and from other processes, lines cut, the server
killed, people taken out and let in meanwhile. `make faults` runs it longer.
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Select, func, select

from portal.features.discussions.models import Post, Thread
from portal.features.workspaces import audiences, services
from portal.features.workspaces.models import Member, Workspace
from portal.kernel.access import Audience, AudienceReader
from portal.kernel.db import db, write
from portal.kernel.ledger import Entry, verify
from tests.faults.gathering import Gathering, gather
from tests.faults.progress import say
from tests.support.live_page import LivePage, Sitting
from tests.support.portal import ROOT, Portal, running_portal
from tests.support.senders import Poster

LONG = int(os.environ.get("FAULT_ROUNDS", "0")) > 0
ENTRIES = 40_000 if LONG else 10_000
KILLS = 12 if LONG else 3
BATCHES = (1, 40, 40)  # entries in one transaction of each process that writes


@dataclass(slots=True)
class Scene:
    """Everything that goes on at once."""

    portal: Portal
    gathering: Gathering
    pages: dict[int, LivePage] = field(default_factory=dict)
    posters: list[Poster] = field(default_factory=list)
    scribes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    limits: dict[tuple[int, str], int] = field(default_factory=dict)  # person, audience: the last they may see
    cut: int = 0


@pytest.fixture
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with running_portal(tmp_path_factory.mktemp("portal"), RATE_POST="100000 per minute") as portal:
        made = Scene(portal, gather(portal.app, portal.cast))
        cookies = made.gathering.cookies
        made.pages = {each: LivePage(portal.url, held, name=f"page {each}") for each, held in cookies.items()}
        try:
            with portal.app.app_context():
                yield made
                db.session.remove()
        finally:
            for poster in made.posters:
                poster.close()
            for page in made.pages.values():
                page.close()
            for scribe in made.scribes:
                scribe.kill()
                scribe.wait()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # lines that were cut
@pytest.mark.timeout(900 if LONG else 150)
def test_every_entry_arrives_once_and_in_order(scene: Scene) -> None:
    for page in scene.pages.values():
        page.start()
    until(lambda: all(len(page.reads()) == 5 for page in scene.pages.values()), 30)  # four, and one's own
    begin_to_write(scene)
    trouble = threading.Thread(target=make_trouble, args=(scene,), daemon=True)
    trouble.start()
    move_people(scene, trouble)
    for scribe in scene.scribes:
        assert scribe.wait(timeout=600) == 0
    say("delivery: all is written, pages catch up")
    finish(scene)
    say("delivery: checking")
    assert entries() >= ENTRIES
    assert verify(db.session()).findings == []
    check_posts(scene)
    check_pages(scene)


def begin_to_write(scene: Scene) -> None:
    """Posts over HTTP, and from processes of their own, one at a time and in batches."""
    scene.posters = [
        Poster(scene.portal.url, scene.gathering.cookies[people[-1]], place, name=f"poster {number}")
        for number, (people, place) in enumerate(zip(scene.gathering.people.values(), threads_of(scene), strict=True))
    ]
    for poster in scene.posters:
        poster.start()
    command = [sys.executable, "-m", "tests.support.scribe", str(scene.portal.folder)]
    for seed, batch in enumerate(BATCHES):
        share = ENTRIES // 25 if batch == 1 else ENTRIES * 12 // 25
        words = [*command, str(share + batch), str(batch), f"scribe{seed}"]
        with noted(scene, seed).open("wb") as notes:
            scene.scribes.append(subprocess.Popen(words, cwd=ROOT, stdout=notes))


def make_trouble(scene: Scene) -> None:
    """Cut lines all the time; kill the server now and then, whole or in part."""
    chance, deadline = random.Random(7), [ENTRIES * (kill + 1) // (KILLS + 1) for kill in range(KILLS)]
    with scene.portal.app.app_context():
        while deadline:
            for page in chance.sample(list(scene.pages.values()), 4):
                page.lose_line()
                scene.cut += 1
            if (written := entries()) >= deadline[0]:
                deadline.pop(0)
                say(f"delivery: {written} of {ENTRIES} entries, {KILLS - len(deadline)} kills, {scene.cut} lines cut")
                whole = len(deadline) % 2 == 0
                scene.portal.kill(whole=whole)
                if whole:
                    scene.portal.start()
            threading.Event().wait(0.5)
        db.session.remove()


def move_people(scene: Scene, trouble: threading.Thread) -> None:
    """Take one person of each workspace out for good, and others out of a circle and back in, until trouble ends."""
    turn = 0
    places = list(scene.gathering.people.items())
    while trouble.is_alive():
        place_id, people = places[turn % len(places)]
        if turn in range(len(places), 2 * len(places)):
            leave(scene, place_id, people[0])
        elif turn >= 2 * len(places):
            stroll(place_id, people[1 + turn % 3])
        turn += 1
        trouble.join(timeout=0.7)


def leave(scene: Scene, place_id: int, person_id: int) -> None:
    """Removed: whatever was sealed before may be seen, nothing after."""
    with write():
        by, gone = members(place_id, person_id)
        for audience in gone.workspace.audiences:
            scene.limits[person_id, audience.public_id] = audience.head_seq
        services.remove_member(by=by, member=gone)


def stroll(place_id: int, person_id: int) -> None:
    """Out of a circle, or back in."""
    with write():
        by, member = members(place_id, person_id)
        circle = next(each for each in member.workspace.audiences if each.kind == "circle")
        inside = db.session.get(AudienceReader, (person_id, circle.id)) is not None
        (audiences.stop_reading if inside else audiences.let_read)(by=by, member=member, audience=circle)


def finish(scene: Scene) -> None:
    """Nobody writes any more, and the pages have time to catch up."""
    for poster in scene.posters:
        poster.close()
        poster.join()
    final = heads()
    until(lambda: all(page.level_with(final) for page in scene.pages.values()), 60)


def check_posts(scene: Scene) -> None:
    """Every acknowledged post is there once; none is there twice."""
    keys = list(db.session.scalars(select(Post.key).where(Post.key.is_not(None))))
    assert len(keys) == len(set(keys))
    kept = {key for poster in scene.posters for key in poster.kept}
    kept |= {key for seed in range(len(BATCHES)) for key in noted(scene, seed).read_text().split()}
    assert kept
    assert kept - set(keys) == set()


def noted(scene: Scene, seed: int) -> Path:
    """Where a process that writes says what was acknowledged."""
    return scene.portal.folder / f"scribe{seed}.txt"


def check_pages(scene: Scene) -> None:
    """0 lost, 0 doubled, 0 out of order, nothing after a removal; and what was shown is what the ledger says."""
    said = {(row.public_id, row.seq): row.subject for row in db.session.execute(entries_by_audience())}
    delivered = 0
    for person_id, page in scene.pages.items():
        readable = Audience.id.in_(select(AudienceReader.audience_id).where(AudienceReader.person_id == person_id))
        assert page.reads() == set(db.session.scalars(select(Audience.public_id).where(readable)))
        for sitting in page.sittings:
            check(sitting, said)
            assert sitting.reached <= scene.limits.get((person_id, sitting.audience), sitting.reached)
            delivered += len(sitting.shown)
    assert delivered > ENTRIES
    print(f"{len(said)} entries, {delivered} delivered, {scene.cut} lines cut, {KILLS} kills")  # noqa: T201 (the figures)


def check(sitting: Sitting, said: dict[tuple[str, int], str]) -> None:
    """One audience of one page."""
    numbers = [seq for seq, _subject in sitting.shown]
    assert numbers == list(range(sitting.start + 1, sitting.start + 1 + len(numbers)))
    assert [subject for _seq, subject in sitting.shown] == [said[sitting.audience, seq] for seq in numbers]


def entries_by_audience() -> Select[str, int, str]:
    return select(Audience.public_id, Entry.seq, Entry.subject).join(Audience, Audience.id == Entry.audience_id)


def threads_of(scene: Scene) -> list[str]:
    """The address of the thread for Everyone in each workspace."""
    found = []
    for place_id in scene.gathering.workspaces:
        query = select(Thread).join(Audience, Audience.id == Thread.audience_id)
        thread = db.session.scalars(query.where(Thread.workspace_id == place_id, Audience.kind == "everyone")).one()
        place = db.session.get_one(Workspace, place_id)
        found.append(f"/w/{place.public_id}/threads/{thread.public_id}")
    return found


def members(place_id: int, person_id: int) -> tuple[Member, Member]:
    """The owner, and somebody."""
    query = select(Member).where(Member.workspace_id == place_id)
    owner = db.session.scalars(query.where(Member.role == "owner")).one()
    return owner, db.session.scalars(query.where(Member.person_id == person_id)).one()


def heads() -> dict[str, int]:
    db.session.rollback()
    return {row[0]: row[1] for row in db.session.execute(select(Audience.public_id, Audience.head_seq))}


def entries() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Entry.id))) or 0


def until(true: Callable[[], bool], seconds: float) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        threading.Event().wait(0.1)

"""The one query that decides reading, on both databases."""

from dataclasses import replace

from flask import Flask
from sqlalchemy import delete, func, select

from portal.features.workspaces.models import Workspace
from portal.kernel.access import NOBODY, Actor, Audience, AudienceReader, may_read, readable, reader_ids
from portal.kernel.db import db, write
from tests.cast import PEOPLE, Cast

Both = tuple[Flask, Cast]
READS = {
    "maya": {"acme everyone", "acme team", "acme circle", "halden everyone", "halden team", "self"},
    "daniel": {"acme everyone", "acme team", "self"},
    "hannah": {"self"},
    "ines": {"self", "house"},
    "priya": {"acme everyone", "self"},
    "greg": {"acme everyone", "self"},
    "emily": {"acme everyone", "acme circle", "self"},
    "ngozi": {"acme everyone", "self"},
    "marcus": {"self"},
    "birgitte": {"halden everyone", "self"},
    "rashid": {"self"},
}
THROUGH = {
    ("maya", "emily"): {"acme everyone", "acme circle"},
    ("maya", "priya"): {"acme everyone"},
    ("daniel", "emily"): {"acme everyone"},
    ("maya", "daniel"): {"acme everyone", "acme team"},
    ("maya", "maya"): READS["maya"] - {"self"},
    ("ines", "ines"): set(),
    ("hannah", "priya"): set(),
    ("maya", "marcus"): set(),
}


def named(actor: Actor, cast: Cast) -> set[str]:
    """What an actor reads, in words."""
    places = {number: word for word, number in cast.workspaces.items()}
    query = select(Audience).where(Audience.id.in_(readable(actor)))
    found = db.session.scalars(query).all()
    assert {each.id for each in found} == {each.id for each in db.session.scalars(Audience.visible_to(actor))}
    return {f"{places.get(each.workspace_id or 0, '')} {each.kind}".strip() for each in found}


def test_everybody_reads_what_they_are_in_and_nothing_else(both: Both) -> None:
    _app, cast = both
    assert {who: named(cast.actor(who), cast) for who in PEOPLE} == READS
    for audience in db.session.scalars(select(Audience.id)).all():
        inside = set(db.session.scalars(reader_ids(audience)))
        for who, person_id in cast.people.items():
            assert may_read(db.session(), cast.actor(who), audience) == (person_id in inside), who


def test_through_other_eyes_only_what_both_read_and_nothing_private(both: Both) -> None:
    _app, cast = both
    for (who, eyes), reads in THROUGH.items():
        assert named(replace(cast.actor(who), lens_id=cast.people[eyes]), cast) == reads, (who, eyes)


def test_nobody_reads_nothing(both: Both) -> None:
    _app, cast = both
    for actor in (NOBODY, Actor(None, lens_id=cast.people["maya"]), Actor(10**6)):
        assert named(actor, cast) == set()
        assert db.session.scalar(select(func.count()).select_from(Workspace.visible_to(actor).subquery())) == 0


def test_a_right_that_ended_is_gone_with_the_next_question(both: Both) -> None:
    _app, cast = both
    emily, circle = cast.actor("emily"), cast.audience("circle").id
    assert may_read(db.session(), emily, circle)
    with write() as session:
        mine = AudienceReader.person_id == emily.person_id, AudienceReader.audience_id == circle
        session.execute(delete(AudienceReader).where(*mine))
    assert not may_read(db.session(), emily, circle)
    assert "acme circle" not in named(emily, cast)

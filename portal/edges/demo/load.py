"""Loading the demo world through the services people use: one transaction, so it is there whole or not at all."""

from collections.abc import Callable

from sqlalchemy import select, update

from portal.edges.demo.calendar import Calendar
from portal.edges.demo.gathering import gather
from portal.edges.demo.kinds import LOADED
from portal.edges.demo.shelving import shelve
from portal.edges.demo.sources import people, places
from portal.edges.demo.stage import Scene, Stage, Who
from portal.edges.demo.talking import talk
from portal.edges.demo.visiting import visit
from portal.features.identity.people import add_house, add_person
from portal.features.identity.queries import house_audience
from portal.kernel.access import Audience, HouseRole
from portal.kernel.db import db, now, telling_of, write
from portal.kernel.ledger import SYSTEM, record, settle
from portal.kernel.ledger.seal import seal
from portal.kernel.mail.models import MailState, OutboundMail

HOUSE = "Northwind Robotics"
Tell = Callable[[int, int], object]


def load_demo(tell: Tell) -> None:
    """Write it into an empty database; `tell(done, total)` is called as it goes.

    Rows are dated over the last three months, and so is `occurred_at` of their entries; the ledger's `recorded_at` is
    the hour of loading, and an entry of the house says what was loaded. Rendering and bytes stand inside the
    transaction, against the rule, because nobody waits for the lock of a portal that has not been started.
    """
    with write():
        stage = Stage(Calendar(now()), {word: Who(*said) for word, *said in people()})
        scenes = [(Scene(stage), place) for place in places()]
        _found_the_house(stage)
        posts = 0
        for scene, place in scenes:
            gather(scene, place)
            shelve(scene, place)
            posts += talk(scene, place)
        _play(stage, tell)
        for scene, place in scenes:
            visit(scene, place)
        said = {"people": len(stage.people), "workspaces": len(scenes), "posts": posts}
        record(LOADED, audience=house_audience(), actor=SYSTEM, subject="demo", payload=said)
        _nothing_to_mail()


def _found_the_house(stage: Stage) -> None:
    with telling_of(stage.calendar.at("70 09:00")):
        add_house(HOUSE)
        for word, who in stage.cast.items():
            if who.house_role:
                stage.people[word] = add_person(
                    name=who.name, email=who.email, title=who.title, house_role=HouseRole(who.house_role)
                )


def _play(stage: Stage, tell: Tell) -> None:
    acts = sorted(stage.acts)
    for number, act in enumerate(acts, start=1):
        with telling_of(act.at):
            act.do()
            db.session.flush()
        tell(number, len(acts))


def _nothing_to_mail() -> None:
    """What happened long ago is told to nobody by mail: invitations stay in the outbox, readers of news begin here."""
    session = db.session()
    seal(session)
    session.execute(
        update(OutboundMail)
        .where(OutboundMail.state == MailState.QUEUED)
        .values(state=MailState.KEPT, ended_at=OutboundMail.created_at)
    )
    heads = {row.id: row.head_seq for row in session.execute(select(Audience.id, Audience.head_seq))}
    settle(session, "notifications", heads)

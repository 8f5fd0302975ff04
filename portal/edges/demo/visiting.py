"""When everybody was last here: what came after is new to them."""

from pathlib import Path

from sqlalchemy import select

from portal.edges.demo.sources import facts
from portal.edges.demo.stage import Scene
from portal.features.discussions.services import mark_read
from portal.features.workspaces.models import Member
from portal.kernel.access import AudienceReader
from portal.kernel.db import db


def visit(scene: Scene, place: Path) -> None:
    """Mark as read what stood there at the last visit of each member, and remember that visit."""
    for key, values in facts(place / "workspace.txt"):
        if key == "seen":
            who, _, when = values[0].partition(" ")
            _visit(scene, scene.members[who], when)


def _visit(scene: Scene, member: Member, when: str) -> None:
    moment = scene.stage.calendar.at(when)
    reads = set(db.session.scalars(select(AudienceReader.audience_id).filter_by(person_id=member.person_id)))
    for post in scene.posts:
        if post.created_at <= moment and post.audience_id in reads:
            mark_read(by=member, thread_id=post.thread_id, number=post.number)
    member.seen_at = member.visit_began_at = moment

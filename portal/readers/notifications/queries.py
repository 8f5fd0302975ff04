"""What the settings page shows besides the settings."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.features.identity.models import Person
from portal.features.identity.queries import primary_email
from portal.features.workspaces.models import Workspace
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.mail import MailState, OutboundMail


def own_workspaces(actor: Actor) -> Sequence[Workspace]:
    """The open workspaces of the actor, by name."""
    query = Workspace.visible_to(actor).where(Workspace.archived_at.is_(None))
    return db.session.scalars(query.order_by(Workspace.name)).all()


def refused_mail(person: Person) -> OutboundMail | None:
    """The last mail to this person's present address, if it was refused."""
    ended = (MailState.SENT, MailState.REFUSED)
    query = select(OutboundMail).where(
        OutboundMail.person_id == person.id,
        OutboundMail.to_address == primary_email(person),
        OutboundMail.state.in_(ended),
    )
    found = db.session.scalars(query.order_by(OutboundMail.id.desc()).limit(1)).first()
    return found if found is not None and found.state == MailState.REFUSED else None

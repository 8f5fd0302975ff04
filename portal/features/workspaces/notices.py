"""Short mails about people and access: what happened, and the one place to look."""

from flask import current_app

from portal.features.identity.models import Person
from portal.features.identity.queries import house, primary_email
from portal.kernel.mail import OutboundMail, queue_mail, written_later


def tell_by_mail(person: Person, *, subject: str, text: str, path: str) -> None:
    """Mail a notice to one person. `path` is where in the portal they can act on it."""
    address, vendor = primary_email(person), house()
    if not (address and person.is_active):
        return
    link = f"{current_app.config['PUBLIC_URL']}{path}"
    named = {"name": vendor.name} if vendor else None
    queue_mail(
        OutboundMail(
            purpose="notice",
            person_id=person.id,
            to_name=person.name,
            to_address=address,
            from_name=vendor.name if vendor else "",
            subject=subject,
            detail=written_later("notice", subject=str(subject), words=str(text), link=link, house=named),
        )
    )

"""The outbox of development: every mail the portal would have sent, as its receiver would see it."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, make_response, render_template, request
from sqlalchemy import select

from portal.features.identity.views import pages
from portal.kernel.access import NotFound, anyone, rule
from portal.kernel.db import db
from portal.kernel.mail import OutboundMail, words_of

# A mail is shown as mail programs show it: with its own styles and without scripts, pictures, forms or our cookies.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
SHOWN = 50
LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


@pages.get("/outbox")
@rule(anyone)  # exists only in development, where mail goes nowhere else
def outbox() -> Any:
    """The newest mails, those to one address only if it is given."""
    _only_in_development()
    query = select(OutboundMail).order_by(OutboundMail.id.desc()).limit(SHOWN)
    to = request.args.get("to", "")
    if to:
        query = query.where(OutboundMail.to_address == to)
    found = [(each, words_of(each)) for each in db.session.scalars(query)]
    return render_template("identity/outbox.html", mails=found, to=to)


@pages.get("/outbox/<mail_id>")
@rule(anyone)  # as above
def outbox_mail(mail_id: str) -> Any:
    """One mail's HTML, for the frame it is shown in; its links open in a new tab."""
    _only_in_development()
    found = db.session.scalars(select(OutboundMail).where(OutboundMail.public_id == mail_id)).first()
    if found is None:
        raise NotFound
    answer = make_response(words_of(found).html.replace("<head>", '<head><base target="_blank">', 1))
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def in_development() -> bool:
    """Whether this portal is tried by those who run it: not in production, at an address of their own machine.

    The outbox holds everybody's codes. One forgotten setting must not open it to whoever reaches the portal.
    """
    host = urlsplit(current_app.config["PUBLIC_URL"]).hostname or ""
    return not current_app.config["PRODUCTION"] and (host in LOOPBACK or host.endswith((".localhost", ".test")))


def _only_in_development() -> None:
    if not in_development() or current_app.config["SMTP_HOST"]:
        raise NotFound

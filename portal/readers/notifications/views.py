"""Choosing what one is mailed: the page of one's own settings, and the links in every mail."""

from typing import Any

from flask import Blueprint, current_app, flash, g, render_template, request, url_for
from flask_babel import gettext as _

from portal.features.identity.queries import primary_email
from portal.features.identity.sessions import actor
from portal.kernel.access import anyone, rule, signed_in
from portal.kernel.db import write
from portal.kernel.web import limiter, see_other, unguarded
from portal.readers.notifications import wishes
from portal.readers.notifications.less import turn_down
from portal.readers.notifications.queries import own_workspaces, refused_mail
from portal.readers.notifications.tokens import open_key

pages = Blueprint("notifications", __name__)


def post_rate() -> str:
    """The configured limit."""
    return str(current_app.config["RATE_POST"])


@pages.get("/profile/mail")
@rule(signed_in)
def settings() -> Any:
    """What one is mailed, and when."""
    return render_template(
        "notifications/settings.html",
        settings=wishes.SETTINGS,
        paces=wishes.PACES,
        pace_of=wishes.pace_of,
        is_quiet=wishes.is_quiet,
        zone=wishes.zone_of(g.person),
        workspaces=own_workspaces(actor()),
        email=primary_email(g.person),
        refused=refused_mail(g.person),
    )


@pages.post("/profile/mail")
@rule(signed_in)
@limiter.limit(post_rate)
def save_settings() -> Any:
    """Store it. A workspace that was not ticked sends no mail."""
    shown = {each.public_id for each in own_workspaces(actor())}
    paces = wishes.typed(request.form)
    with write():
        wishes.choose(g.person, paces, quiet=shown - set(request.form.getlist("workspace")))
    flash(_("Saved."))
    return see_other(url_for("notifications.settings"))


@pages.get("/mail/<token>")
@rule(anyone)  # opened from a mail, often by a scanner: it shows buttons and changes nothing
def less(token: str) -> Any:
    """Ask how much less mail somebody wants."""
    return render_template("notifications/less.html", key=open_key(token), token=token, done="")


@pages.post("/mail/<token>")
@rule(anyone)  # the signed key of the mail stands for its receiver, who can only turn mail down with it
@unguarded
@limiter.limit(post_rate)
def turn_down_mail(token: str) -> Any:
    """Send less: what was chosen, or, from the button of a mail program (RFC 8058), no more mail of this kind."""
    key, wanted = open_key(token), request.form.get("choice", "kind")
    with write():
        turn_down(key, wanted)
    return render_template("notifications/less.html", key=key, token=token, done=wanted)

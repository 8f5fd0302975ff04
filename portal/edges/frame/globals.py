"""The functions templates may call. All of them ask as the reader of the page."""

from urllib.parse import urlencode

from flask import Flask, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from portal.edges.frame.header import past_of
from portal.features.identity.outbox_views import in_development
from portal.features.identity.sessions import actor
from portal.features.workspaces.mailed import expired_words, state_words
from portal.features.workspaces.models import Invitation, Member
from portal.features.workspaces.shown import company_view, shown_as
from portal.kernel.access import Permission
from portal.kernel.mail import smtp_configured
from portal.kernel.web.language import say


def init_globals(app: Flask) -> None:
    """Add them to the template environment."""
    app.jinja_env.globals.update(
        past_of=past_of,
        shown_as=shown_as,
        company_view=company_view,
        smtp_configured=smtp_configured,
        development=in_development,
        csrf_field=csrf_field,
        may=may,
        page_url=page_url,
        invitation_state=invitation_state,
    )
    app.jinja_env.filters["fragment"] = fragment


def csrf_field() -> Markup:
    """The hidden field of every form that changes something."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def fragment(html: str) -> Markup:
    """HTML that was rendered here a moment ago, or stored as rendered by `portal.kernel.text`."""
    return Markup(html)  # noqa: S704 (only for our own renderings; the template test lists where it is used)


def may(member: Member, permission: str) -> bool:
    """Whether a member may, through their own eyes, while the workspace is open."""
    asked = Permission[permission]
    closed = member.workspace.archived_at is not None and asked not in (Permission.ARCHIVE, Permission.EXPORT)
    return actor().lens_id is None and not closed and member.may(asked)


def page_url(number: int) -> str:
    """The address of another page of the list on screen."""
    return f"{request.path}?{urlencode(request.args.to_dict(flat=False) | {'page': [str(number)]}, doseq=True)}"


def invitation_state(invitation: Invitation) -> str:
    """Where an invitation stands, in words."""
    over = expired_words(invitation, invitation.asked_at)
    return over or state_words(invitation, opened=say("Opened, not joined yet"))

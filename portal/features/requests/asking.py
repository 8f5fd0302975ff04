"""The form of a new request, and what its answers mean."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from portal.features.identity.forms import said
from portal.features.identity.sessions import actor
from portal.features.requests.forms import RequestForm
from portal.features.requests.making import Wish, ask
from portal.features.requests.models import FileRequest
from portal.features.workspaces.audiences import everyone
from portal.features.workspaces.models import Member
from portal.features.workspaces.pasting import Pasted, read_pasted
from portal.features.workspaces.queries import audience_for, audience_of, audiences_of, readers_of
from portal.features.workspaces.rules import this_member, this_workspace
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import AudienceKind, NotFound, Permission
from portal.kernel.web import Refused
from portal.kernel.web.language import today


def new_form() -> RequestForm:
    """The form as it was sent, or empty: what comes goes to Our team unless somebody chooses otherwise."""
    form = RequestForm()
    form.into.choices = [(each.public_id, each.name) for each in audiences_of(this_workspace(), actor())]
    form.into.data = form.into.data or _team()
    return form


def choices() -> dict[str, Any]:
    """What can be chosen in it: the audiences of whoever asks, and members who can send files."""
    found = [each for each in readers_of(everyone(this_workspace())) if each.id != this_member().id]
    able = sorted((each for each in found if each.may(Permission.UPLOAD)), key=lambda each: each.company.house)
    audiences = audiences_of(this_workspace(), actor())
    return {"audiences": audiences, "members": [(each.public_id, shown_as(each)) for each in able]}


def made(form: RequestForm) -> FileRequest:
    """Ask as the form says. Runs inside `write()`."""
    workspace, who = this_workspace(), actor()
    if not form.audience.data:
        raise Refused(_("Choose who sees that you ask."), field="audience")
    wish = Wish(
        items=said(form.items).splitlines(),
        note=said(form.note),
        due=form.due.data,
        audience=audience_for(workspace, who, said(form.audience)),
        into=audience_for(workspace, who, said(form.into)),
        members=_members(form.members.data or []),
        people=_people(said(form.people)),
        each=form.how.data == "each",
        days=int(said(form.days)),
    )
    return ask(by=who, workspace=workspace, wish=wish, today=today())


def _team() -> str:
    return audience_of(this_workspace(), AudienceKind.TEAM).public_id


def _members(chosen: Sequence[str]) -> list[Member]:
    """Those ticked, each once; NotFound for anybody who is not here."""
    here = {each.public_id: each for each in readers_of(everyone(this_workspace()))}
    if not set(chosen) <= here.keys():
        raise NotFound
    return [here[public_id] for public_id in dict.fromkeys(chosen)]


def _people(typed: str) -> list[Pasted]:
    """The addresses typed; a refusal stands at their field."""
    try:
        return read_pasted(typed)
    except Refused as refusal:
        raise Refused(refusal.message, field="people") from refusal

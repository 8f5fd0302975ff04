"""Inviting many at once: each address for itself."""

from collections.abc import Sequence

from portal.features.identity.forms import said
from portal.features.identity.people import add_company
from portal.features.workspaces.forms import InviteForm
from portal.features.workspaces.invitations import invite
from portal.features.workspaces.models import Member
from portal.features.workspaces.pasting import Pasted, read_pasted
from portal.features.workspaces.queries import circles_to_manage
from portal.kernel.access import Permission, Role
from portal.kernel.db import write
from portal.kernel.web import Refused


def invite_all(form: InviteForm, member: Member) -> tuple[list[str], list[Pasted]]:
    """Invite everybody named in the form who can be; gives them, and the others with the reason.

    What concerns all of them (role, company) raises Refused, and nobody is invited. Each has a transaction of its own:
    fifty in one would keep everybody who writes waiting for a second.
    """
    found, sent = read_pasted(said(form.emails)), list[str]()
    refused = [each for each in found if each.problem]
    for each in found:
        if each.problem:
            continue
        try:
            with write():
                _invite(each, form, member)
            sent.append(each.email)
        except Refused as refusal:
            if refusal.field != "emails":
                raise
            refused.append(Pasted(each.email, each.name, refusal.message))
    return sent, refused


def invite_colleagues(addresses: Sequence[Pasted], owner: Member) -> list[Pasted]:
    """Invite people of the workspace's company into it, each for themselves; gives those who could not be."""
    refused = []
    for each in addresses:
        try:
            with write():
                company = owner.workspace.company or owner.company
                invite(by=owner, email=each.email, name=each.name, company=company, role=Role.MEMBER)
        except Refused as refusal:
            refused.append(Pasted(each.email, each.name, refusal.message))
    return refused


def _invite(each: Pasted, form: InviteForm, by: Member) -> None:
    chosen = form.circles.data or []
    company = add_company(said(form.company)) if by.may(Permission.INVITE) else by.company
    circles = [circle for circle in circles_to_manage(by) if circle.public_id in chosen]
    words = {"name": each.name, "message": said(form.message)}
    invite(by=by, email=each.email, company=company, role=Role(said(form.role)), circles=circles, **words)

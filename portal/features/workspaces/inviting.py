"""Inviting many at once: each address for itself."""

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

    What concerns all of them (role, company) raises Refused, and nobody is invited.
    """
    found, sent = read_pasted(said(form.emails)), list[str]()
    refused = [each for each in found if each.problem]
    with write():
        company = add_company(said(form.company)) if member.may(Permission.INVITE) else member.company
        circles = [each for each in circles_to_manage(member) if each.public_id in (form.circles.data or [])]
        shared = {"company": company, "role": Role(said(form.role)), "message": said(form.message), "circles": circles}
        for each in found:
            if each.problem:
                continue
            try:
                invite(by=member, email=each.email, name=each.name, **shared)  # type: ignore[arg-type]  # as declared
                sent.append(each.email)
            except Refused as refusal:
                if refusal.field != "emails":
                    raise
                refused.append(Pasted(each.email, each.name, refusal.message))
    return sent, refused

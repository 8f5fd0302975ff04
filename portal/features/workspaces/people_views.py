"""Who is in a workspace, what each reads, and inviting more."""

from collections import defaultdict
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import ngettext
from sqlalchemy import select

from portal.features.identity.forms import said
from portal.features.identity.models import Company
from portal.features.identity.sessions import actor
from portal.features.workspaces import audiences, invitations, services
from portal.features.workspaces.admission import open_requests
from portal.features.workspaces.forms import ROLE_WORDS, CircleForm, InviteForm
from portal.features.workspaces.inviting import invite_all
from portal.features.workspaces.models import Invitation, Member, MemberState
from portal.features.workspaces.pasting import Pasted
from portal.features.workspaces.queries import audience_for, audiences_of, circles_to_manage, closed_to, readers_of
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.features.workspaces.shown import shown_as
from portal.features.workspaces.views import invite_rate, member_here
from portal.kernel.access import Audience, AudienceReader, Forbidden, NotFound, Permission, Role, rule
from portal.kernel.db import db, write
from portal.kernel.web import Refused, limiter, see_other
from portal.kernel.web.choices import SelectChoice

pages = Blueprint("people", __name__, url_prefix="/w/<workspace_id>/people")


@pages.get("")
@rule(in_workspace())
def show(workspace_id: str) -> Any:
    """Everybody by company, with the audiences the reader of this page is in."""
    return _people()


@pages.get("/invite")
@rule(in_workspace(Permission.POST))
def invite(workspace_id: str) -> Any:
    """Ask whom to invite."""
    return _invite_page(_invite_form())


@pages.post("/invite")
@rule(in_workspace(Permission.POST))
@limiter.limit(invite_rate)
def send_invitations(workspace_id: str) -> Any:
    """Invite everybody who can be; the others stay in the field, each with the reason."""
    form = _invite_form()
    if not form.validate_on_submit():
        return _invite_page(form), 422
    try:
        sent, refused = invite_all(form, this_member())
    except Refused as refusal:
        getattr(form, refusal.field or "emails").errors = [refusal.message]
        return _invite_page(form), 422
    if refused:
        form.emails.data = "\n".join(each.email for each in refused)
        return _invite_page(form, sent=sent, refused=refused), 422
    flash(ngettext("%(num)s person is invited.", "%(num)s people are invited.", len(sent)))
    return see_other(url_for("people.show", workspace_id=workspace_id))


@pages.post("/invitations/<invitation_id>/<deed>")
@rule(in_workspace(Permission.POST))
@limiter.limit(invite_rate)
def manage_invitation(workspace_id: str, invitation_id: str, deed: str) -> Any:
    """Resend or revoke an invitation."""
    query = select(Invitation).where(
        Invitation.public_id == invitation_id, Invitation.workspace_id == this_workspace().id
    )
    with write():
        found = db.session.scalars(query).first()
        if found is None or deed not in ("resend", "revoke") or found.state not in invitations.OPEN:
            raise NotFound
        if deed == "revoke":
            invitations.revoke(by=this_member(), invitation=found)
        elif invitations.may_manage(this_member(), found):
            invitations.send(found)
        else:
            raise Forbidden
    return see_other(url_for("people.show", workspace_id=workspace_id))


@pages.post("/<member_id>/remove")
@rule(in_workspace(Permission.READ))
def remove(workspace_id: str, member_id: str) -> Any:
    """Take somebody out (or leave oneself)."""
    with write():
        services.remove_member(by=this_member(), member=member_here(member_id))
    myself = member_id == this_member().public_id
    return see_other(url_for("pages.home") if myself else url_for("people.show", workspace_id=workspace_id))


@pages.post("/<member_id>/role")
@rule(in_workspace(Permission.REMOVE_MEMBERS))
def change_role(workspace_id: str, member_id: str) -> Any:
    """Give somebody another role."""
    wanted = request.form.get("role", "")
    if wanted not in {role.value for role in Role}:
        raise NotFound
    with write():
        services.change_role(by=this_member(), member=member_here(member_id), role=Role(wanted))
    return see_other(url_for("people.show", workspace_id=workspace_id))


@pages.post("/circles")
@rule(in_workspace(Permission.MANAGE_CIRCLES))
def add_circle(workspace_id: str) -> Any:
    """Add a circle."""
    form = CircleForm()
    form.members.choices = [SelectChoice(each.public_id, each.person.name) for each in _members()]
    if not form.validate_on_submit():
        return _people(circle=form), 422
    with write():
        chosen = [member_here(public_id) for public_id in form.members.data or []]
        services_by = {"by": this_member(), "workspace": this_workspace()}
        audiences.add_circle(**services_by, name=said(form.name), closed=bool(form.closed.data), members=chosen)  # type: ignore[arg-type]  # as declared
    return see_other(url_for("people.show", workspace_id=workspace_id))


@pages.post("/circles/<audience_id>/readers")
@rule(in_workspace(Permission.POST))
def change_readers(workspace_id: str, audience_id: str) -> Any:
    """Admit a member to a circle, or close it to them."""
    with write():
        audience = _circle(audience_id)
        member = member_here(request.form.get("member", ""))
        change = audiences.stop_reading if request.form.get("deed") == "remove" else audiences.let_read
        change(by=this_member(), member=member, audience=audience)
    return see_other(url_for("people.show", workspace_id=workspace_id))


def _circle(public_id: str) -> Audience:
    """A circle this member may change: the owner any open one, a reader of a closed one that one."""
    member = this_member()
    found = next((each for each in circles_to_manage(member) if each.public_id == public_id), None)
    if found is None:
        audience_for(this_workspace(), actor(), public_id)  # 404 unless it may be seen
        raise Forbidden
    return found


def _members() -> list[Member]:
    query = select(Member).where(Member.workspace_id == this_workspace().id, Member.state == MemberState.ACTIVE)
    return list(db.session.scalars(query.order_by(Member.company_id, Member.id)))


def _people(*, circle: CircleForm | None = None) -> str:
    members, reads, me = _members(), defaultdict(set), this_member()
    shown = audiences_of(this_workspace(), actor())
    hidden = closed_to(me) if actor().lens_id is None else []
    query = select(AudienceReader).where(AudienceReader.audience_id.in_([each.id for each in shown]))
    for row in db.session.scalars(query):
        reads[row.person_id].add(row.audience_id)
    by_company: dict[Company, list[Member]] = defaultdict(list)
    for member in members:
        by_company[member.company].append(member)
    form = circle or CircleForm(formdata=None)
    form.members.choices = [SelectChoice(each.public_id, shown_as(each).name) for each in members if each.id != me.id]
    return render_template(
        "workspaces/people.html",
        workspace=this_workspace(),
        member=me,
        by_company=sorted(by_company.items(), key=lambda item: (item[0].house, item[0].name)),
        audiences=shown,
        reads=reads,
        hidden=[(each, [shown_as(reader).name for reader in readers_of(each)]) for each in hidden],
        circle_form=form,
        roles=ROLE_WORDS,
        total=len(members),
        **_powers(me),
    )


def _powers(me: Member) -> dict[str, Any]:
    """What the reader of the page can change; nothing through other eyes or in an archive."""
    if actor().lens_id is not None or this_workspace().archived_at is not None:
        return {"invitations": [], "requests": [], "managed": set(), "may_remove": lambda *_both: False}
    waiting = [each for each in invitations.open_invitations(me.workspace_id) if invitations.may_manage(me, each)]
    return {
        "invitations": waiting,
        "requests": open_requests(me),
        "managed": {each.id for each in circles_to_manage(me)} if me.may(Permission.POST) else set(),
        "may_remove": services.may_remove,
    }


def _invite_form() -> InviteForm:
    member = this_member()
    if not (member.may(Permission.INVITE) or member.may(Permission.INVITE_COLLEAGUES)):
        raise Forbidden
    form = InviteForm()
    circles = circles_to_manage(member) if member.may(Permission.INVITE) else []
    form.circles.choices = [SelectChoice(each.public_id, each.name) for each in circles]
    if not member.may(Permission.INVITE):
        form.role.choices = [SelectChoice(role, ROLE_WORDS[role]) for role in (Role.MEMBER, Role.VIEWER)]
    if request.method == "GET":
        company = member.company if not member.person.staff else this_workspace().company
        form.company.data = company.name if company else ""
        form.role.data = Role.MEMBER
    return form


def _invite_page(form: InviteForm, *, sent: list[str] | None = None, refused: list[Pasted] | None = None) -> str:
    member = this_member()
    circles = circles_to_manage(member) if member.may(Permission.INVITE) else []
    shown = {"workspace": this_workspace(), "member": member, "circles": circles}
    return render_template("workspaces/invite.html", form=form, sent=sent or [], refused=refused or [], **shown)

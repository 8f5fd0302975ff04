"""People, and the state of the work behind the pages."""

from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal.edges.admin.rules import in_house
from portal.features.identity import people as people_services
from portal.features.identity.models import Person, PersonState
from portal.features.workspaces.models import Member, MemberState, Workspace
from portal.kernel.access import HouseRole, NotFound, Permission, rule
from portal.kernel.db import db, write
from portal.kernel.jobs import Job, JobState, retry
from portal.kernel.mail import MailState, OutboundMail, send_again
from portal.kernel.web import Refused, see_other

pages = Blueprint("admin", __name__, url_prefix="/admin")


@pages.get("/people")
@rule(in_house(Permission.MANAGE_PEOPLE))
def people() -> Any:
    """Staff, and every workspace by name, owner and size."""
    return _people()


@pages.post("/people")
@rule(in_house(Permission.MANAGE_PEOPLE))
def add_person() -> Any:
    """Add somebody of staff."""
    typed = {key: request.form.get(key, "") for key in ("name", "email", "title")}
    role = request.form.get("house_role", HouseRole.STAFF)
    try:
        with write():
            people_services.add_person(**typed, house_role=_role(role), by=g.person.alias)
    except Refused as refusal:
        return _people(error=refusal.message, typed=typed), 422
    return see_other(url_for("admin.people"))


@pages.get("/work")
@rule(in_house(Permission.SEE_WORK))
def work() -> Any:
    """Jobs that failed for good, and what waits."""
    found = db.session.execute(select(Job.state, func.count(Job.id)).group_by(Job.state))
    counted = {row[0]: row[1] for row in found}
    dead = db.session.scalars(select(Job).where(Job.state == JobState.DEAD).order_by(Job.id.desc()).limit(100)).all()
    refused = select(func.count(OutboundMail.id)).where(OutboundMail.state == MailState.REFUSED)
    unsure = db.session.scalars(select(OutboundMail).where(OutboundMail.state == MailState.UNSURE)).all()
    shown = {"refused": db.session.scalar(refused), "unsure": unsure}
    return render_template("admin/work.html", counted=counted, dead=dead, **shown)


@pages.post("/work/<int:job_id>/retry")
@rule(in_house(Permission.SEE_WORK))
def retry_job(job_id: int) -> Any:
    """Let a failed job run again."""
    with write() as session:
        if not retry(session, job_id):
            raise NotFound
    return see_other(url_for("admin.work"))


@pages.post("/work/mail/<int:mail_id>/again")
@rule(in_house(Permission.SEE_WORK))
def mail_again(mail_id: int) -> Any:
    """Let a mail leave once more of which nobody knows whether it arrived."""
    with write() as session:
        mail = session.get(OutboundMail, mail_id)
        if mail is None or not send_again(mail):
            raise NotFound
    return see_other(url_for("admin.work"))


def _role(word: str) -> HouseRole:
    if word not in {each.value for each in HouseRole}:
        raise Refused(_("Choose one of the roles."))
    return HouseRole(word)


def _people(*, error: str = "", typed: dict[str, str] | None = None) -> str:
    staff = select(Person).where(Person.house_role.is_not(None)).options(selectinload(Person.addresses))
    counted = func.count(Member.id)
    spaces = (
        select(Workspace, counted)
        .outerjoin(Member, (Member.workspace_id == Workspace.id) & (Member.state == MemberState.ACTIVE))
        .group_by(Workspace.id)
        .order_by(Workspace.name)
    )
    owners = select(Member).where(Member.role == "owner", Member.state == MemberState.ACTIVE)
    return render_template(
        "admin/people.html",
        staff=db.session.scalars(staff.where(Person.state == PersonState.ACTIVE).order_by(Person.name)).all(),
        spaces=db.session.execute(spaces).all(),
        owners={each.workspace_id: each.person for each in db.session.scalars(owners)},
        roles=list(HouseRole),
        error=error,
        typed=typed or {},
    )

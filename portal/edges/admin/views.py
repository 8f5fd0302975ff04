"""The state of the work behind the pages."""

from typing import Any

from flask import Blueprint, render_template, url_for
from sqlalchemy import func, select

from portal.edges.admin.rules import in_house
from portal.features.library.scrub import fault_counts
from portal.kernel.access import NotFound, Permission, rule
from portal.kernel.db import db, write
from portal.kernel.jobs import Job, JobState, retry
from portal.kernel.mail import MailState, OutboundMail, send_again
from portal.kernel.web import see_other

pages = Blueprint("admin", __name__, url_prefix="/admin")


@pages.get("/work")
@rule(in_house(Permission.SEE_WORK))
def work() -> Any:
    """Jobs that failed for good, and what waits."""
    found = db.session.execute(select(Job.state, func.count(Job.id)).group_by(Job.state))
    counted = {row[0]: row[1] for row in found}
    dead = db.session.scalars(select(Job).where(Job.state == JobState.DEAD).order_by(Job.id.desc()).limit(100)).all()
    refused = select(func.count(OutboundMail.id)).where(OutboundMail.state == MailState.REFUSED)
    unsure = db.session.scalars(select(OutboundMail).where(OutboundMail.state == MailState.UNSURE)).all()
    shown = {"refused": db.session.scalar(refused), "unsure": unsure, "faults": fault_counts()}
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

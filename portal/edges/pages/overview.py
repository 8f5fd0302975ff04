"""The overview of a workspace: its people, what is new since my last visit, latest threads and files."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template
from sqlalchemy import func, select

from portal.edges.pages.news import news_since
from portal.features.discussions.models import Thread
from portal.features.discussions.queries import read_numbers, thread_list
from portal.features.identity.models import Company
from portal.features.identity.sessions import actor
from portal.features.library.models import File
from portal.features.workspaces.invitations import count_waiting
from portal.features.workspaces.models import Member, MemberState, Workspace
from portal.features.workspaces.queries import audiences_of
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.features.workspaces.shown import company_view, shown_as
from portal.kernel.access import Audience, AudienceReader, Permission, readable, rule
from portal.kernel.db import db, now, write

pages = Blueprint("overview", __name__)
A_VISIT = timedelta(minutes=30)  # without a request ends a visit
SEEN_EVERY = timedelta(minutes=1)


@pages.get("/w/<workspace_id>")
@rule(in_workspace())
def show(workspace_id: str) -> Any:
    """Show it, and remember the visit."""
    workspace, member = this_workspace(), this_member()
    _note_visit(member)
    threads = db.session.scalars(thread_list(workspace, actor()).limit(5)).all()
    files = File.visible_to(actor()).where(File.workspace_id == workspace.id, File.deleted_at.is_(None))
    since = member.last_visit_at or member.joined_at
    return render_template(
        "home/overview.html",
        workspace=workspace,
        member=member,
        threads=threads,
        read=read_numbers(member, threads),
        files=db.session.scalars(files.order_by(File.changed_at.desc()).limit(5)).all(),
        news=news_since(member, actor(), since),
        circles=_readers(workspace),
        since=since,
        people=_people(workspace.id),
        counts=_counts(workspace.id),
        waiting=count_waiting(workspace.id) if member.may(Permission.INVITE) else 0,
    )


def _note_visit(member: Member) -> None:
    """When somebody was last here, seen by everyone; looking as a customer leaves no trace."""
    moment = now()
    if actor().lens_id is not None or (member.seen_at is not None and moment - member.seen_at < SEEN_EVERY):
        return
    with write():
        if member.seen_at is None or moment - member.seen_at > A_VISIT:
            member.last_visit_at, member.visit_began_at = member.seen_at, moment
        member.seen_at = moment


def _readers(workspace: Workspace) -> list[tuple[Audience, int]]:
    """The audiences the reader is in, with how many read each."""
    shown = audiences_of(workspace, actor())
    counted = select(AudienceReader.audience_id, func.count()).group_by(AudienceReader.audience_id)
    counted = counted.where(AudienceReader.audience_id.in_([each.id for each in shown]))
    numbers = {row[0]: row[1] for row in db.session.execute(counted)}
    return [(each, numbers.get(each.id, 0)) for each in shown]


def _people(workspace_id: int) -> list[tuple[Any, list[Any]]]:
    query = select(Member).where(Member.workspace_id == workspace_id, Member.state == MemberState.ACTIVE)
    by_company: dict[Company, list[Member]] = defaultdict(list)
    for member in db.session.scalars(query.order_by(Member.id)):
        by_company[member.company].append(member)
    ordered = sorted(by_company.items(), key=lambda item: (item[0].house, item[0].name))
    return [(company_view(company), [shown_as(member) for member in members]) for company, members in ordered]


def _counts(workspace_id: int) -> dict[str, int]:
    """How many threads and files the reader may see here, and how many questions are open."""
    mine = Thread.audience_id.in_(readable(actor()))
    threads = select(func.count(Thread.id)).where(Thread.workspace_id == workspace_id, mine, Thread.post_count > 0)
    asked = threads.where(Thread.kind == "question", Thread.accepted_id.is_(None))
    files = select(func.count(File.id)).where(
        File.workspace_id == workspace_id,
        File.audience_id.in_(readable(actor())),
        File.passed(actor()),
        File.deleted_at.is_(None),
    )
    found = {"threads": threads, "open": asked, "files": files}
    return {key: db.session.scalar(query) or 0 for key, query in found.items()}

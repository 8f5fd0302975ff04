"""What a thread's page shows, gathered for its template."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from portal.features.discussions import marks
from portal.features.discussions.drafts import drafts_at
from portal.features.discussions.models import Draft, Thread
from portal.features.discussions.queries import PAGE, around, linked_threads, own_marks, posts_of
from portal.features.identity.models import Company
from portal.features.identity.sessions import actor
from portal.features.workspaces.audiences import team
from portal.features.workspaces.models import Member
from portal.features.workspaces.queries import readers_of_each
from portal.kernel.access import Audience, AudienceKind, Permission
from portal.kernel.web.language import count as ngettext
from portal.kernel.web.language import say as _

Readers = Sequence[tuple[Company, int]]


@dataclass(slots=True)
class Choice:
    """One audience a composer can write for: who reads it, in one line too, and the draft begun for it."""

    audience: Audience
    value: str
    readers: Readers
    line: str
    draft: Draft | None


def thread_page(thread: Thread, member: Member) -> dict[str, Any]:
    """Everything the page of a thread needs; `first` and `last` are the numbers of the posts it shows."""
    read, wish = own_marks(member, thread)
    first, last = _window(thread, read)
    posts = posts_of(thread, first=first, last=last)
    opening = posts_of(thread, first=1, last=1) if first > 1 else []
    choices = composer_for(member, _audiences(thread, member), place=thread.public_id)
    return {
        "workspace": member.workspace,
        "member": member,
        "thread": thread,
        "posts": posts,
        "opening": opening,
        "around": around([*opening, *posts], actor()),
        "first": first,
        "last": last,
        "read": read,
        "line": reading_line(choices[0].readers),
        "choices": choices,
        "linked": linked_threads(thread, actor()),
        "wish": wish,
        "may_accept": marks.may_accept(member, thread),
    }


def composer_for(member: Member, audiences: Sequence[Audience], *, place: str) -> list[Choice]:
    """The audiences a composer offers, with the draft begun for each."""
    begun, readers = drafts_at(member, place), readers_of_each(audiences)
    return [
        Choice(
            audience=each,
            value=each.kind if each.kind != AudienceKind.CIRCLE else each.public_id,
            readers=readers[each.id],
            line=composer_line(each, readers[each.id], member),
            draft=begun.get(each.id),
        )
        for each in audiences
    ]


def reading_line(companies: Readers) -> str:
    """Who reads an audience: 14 people read this: 8 at Acme Foods, 6 at Northwind Robotics."""
    total = sum(count for _company, count in companies)
    parts = ", ".join(_("%(n)s at %(company)s", n=count, company=company.name) for company, count in companies)
    return ngettext("%(num)s person reads this: ", "%(num)s people read this: ", total) + parts


def composer_line(audience: Audience, readers: Readers, member: Member) -> str:
    """Who of the other side will read it: "8 people at Acme Foods will read this.", or that nobody can."""
    others = [(company, count) for company, count in readers if company.id != member.company_id]
    if not others:
        customer = member.workspace.company
        if audience.kind == AudienceKind.TEAM:
            if customer is None:
                return _("Nobody outside our team can read this.")
            return _("Nobody at %(company)s can read this.", company=customer.name)
        return _("Only your own company reads this now.")
    parts = [ngettext("%(num)s person at ", "%(num)s people at ", count) + company.name for company, count in others]
    return _("%(people)s will read this.", people=", ".join(parts))


def _audiences(thread: Thread, member: Member) -> list[Audience]:
    """The thread's own audience; where everyone reads, staff may also begin a linked thread for Our team.

    From a circle none can be begun: its title would reach the team, who need not be in the circle.
    """
    if thread.audience.kind == AudienceKind.EVERYONE and member.may(Permission.REPLY_FOR_TEAM):
        return [thread.audience, team(member.workspace)]
    return [thread.audience]


def _window(thread: Thread, read: int | None) -> tuple[int, int]:
    """Which posts to show: from `?from=` if asked, from the first unread if there is one, else the newest."""
    newest = max(thread.post_count - PAGE + 1, 1)
    asked = request.args.get("from", type=int)
    if asked is None and request.args.get("post"):
        asked = request.args.get("post", type=int)
        asked = asked - 2 if asked else None
    if asked is not None:
        first = min(max(asked, 1), max(thread.post_count, 1))
        return first, min(first + PAGE - 1, thread.post_count)
    unread = read + 1 if read is not None and read < thread.post_count else None
    first = min(max(unread - 3, 1), newest) if unread else newest
    return first, min(first + 2 * PAGE - 1, thread.post_count)

"""What a mail shows: one card a thread, with the new posts in it. Of team-only threads nothing but a number."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import url_for
from markupsafe import Markup

from portal.features.discussions.models import Post, Thread
from portal.features.discussions.queries import around
from portal.features.identity.models import Person
from portal.features.identity.queries import house
from portal.features.workspaces.models import Member, Workspace
from portal.features.workspaces.queries import readers_by_company
from portal.features.workspaces.shown import PersonView, shown_as
from portal.kernel.access import Audience, AudienceKind, Permission
from portal.kernel.text import MENTION, excerpt, plain
from portal.kernel.web.language import count, mail_time, say
from portal.readers.notifications.models import Notice, Reason

LONGEST = 3000  # characters of a post; the rest is read in the portal
MOST_POSTS = 8  # of a thread in one mail
FEW = 3  # companies named one by one
# In mail programs that drop style sheets these two still hold.
INLINE = (("<p>", '<p style="margin:0 0 12px;">'), ("<pre>", '<pre style="white-space:pre-wrap;">'))


@dataclass(frozen=True, slots=True)
class Line:
    """One post."""

    author: PersonView
    when: str
    html: Markup
    text: str
    files: list[str]
    cut: bool


@dataclass(slots=True)
class Card:
    """One thread: the news, who reads it, the posts."""

    thread: str
    workspace: Workspace
    place: str
    kind: str
    audience: str
    news: str
    title: str
    url: str
    label: str
    lines: list[Line]
    more: int


@dataclass(slots=True)
class Sealed:
    """Team-only posts of a workspace: that there is something to read, and where."""

    workspace: Workspace
    place: str
    number: int
    mentioned: bool
    url: str


@dataclass(slots=True)
class Cards:
    """All there is to tell one person."""

    open: list[Card] = field(default_factory=list)
    sealed: list[Sealed] = field(default_factory=list)


def cards(person: Person, notices: Sequence[Notice]) -> Cards:
    """Gather the notices (which still hold) by thread; what has the strongest reason comes first."""
    found, threads = Cards(), defaultdict[int, list[Notice]](list)
    sealed = defaultdict[int, list[Notice]](list)
    for each in sorted(notices, key=lambda notice: (_rank(notice), notice.post_id)):
        if each.post.audience.kind == AudienceKind.TEAM:
            sealed[each.post.workspace_id].append(each)
        else:
            threads[each.post.thread_id].append(each)
    found.open = [_card(person, group) for group in threads.values()]
    found.sealed = [_seal(group) for group in sealed.values()]
    return found


def place_of(workspace: Workspace) -> str:
    """Northwind Robotics with Acme Foods / Palletising at Leeds and Tilburg."""
    vendor = house()
    ours = vendor.name if vendor else ""
    if workspace.company is None:
        return f"{ours} / {workspace.name}"
    both = say("%(vendor)s with %(customer)s", vendor=ours, customer=workspace.company.name)
    return f"{both} / {workspace.name}"


def _card(person: Person, notices: list[Notice]) -> Card:
    """`notices` come with the strongest reason first."""
    lead = notices[0]
    posts = sorted({each.post for each in notices}, key=lambda post: post.number)
    thread = lead.post.thread
    shown = posts[:MOST_POSTS]
    files = around(shown, person.actor()).attachments
    return Card(
        thread=thread.public_id,
        workspace=thread.workspace,
        place=place_of(thread.workspace),
        kind=thread.audience.kind,
        audience=_readers(thread.audience),
        news=_news(lead, thread, len(posts)),
        title=thread.title,
        url=_url(lead.post),
        label=_label(lead.member, thread),
        lines=[_line(post, [each.file.name for each in files.get(post.id, [])]) for post in shown],
        more=len(posts) - len(shown),
    )


def _rank(notice: Notice) -> int:
    return list(Reason).index(Reason(notice.reason))


def _line(post: Post, files: list[str]) -> Line:
    cut = len(post.body) > LONGEST
    text = MENTION.sub(lambda match: "@" + match.group(1), post.body)
    html = post.html
    for bare, styled in INLINE:
        html = html.replace(bare, styled)
    return Line(
        author=shown_as(post.author),
        when=mail_time(post.created_at),
        html=Markup("<p>{}</p>").format(excerpt(plain(post.html), limit=LONGEST)) if cut else Markup(html),  # noqa: S704 (cleaned by portal.kernel.text)
        text=excerpt(text, limit=LONGEST) if cut else text,
        files=files,
        cut=cut,
    )


def _seal(notices: list[Notice]) -> Sealed:
    workspace, numbers = notices[0].post.thread.workspace, {each.post_id for each in notices}
    named = any(each.reason == Reason.MENTION for each in notices)
    return Sealed(workspace, place_of(workspace), len(numbers), named, _url(notices[0].post))


def _news(lead: Notice, thread: Thread, number: int) -> str:
    """The news in one sentence."""
    name = shown_as(lead.post.author).name
    if lead.reason == Reason.ACCEPTED:
        by = shown_as(thread.accepted_by).name if thread.accepted_by else ""
        own = lead.post.author_id == lead.member_id
        return say("%(name)s accepted your answer", name=by) if own else say("Your question has an accepted answer")
    words = {
        Reason.MENTION: say("%(name)s mentions you", name=name),
        Reason.ANSWER: say("%(name)s answers your question", name=name),
        Reason.QUESTION: say("%(name)s asks a question", name=name),
    }
    if number == 1:
        return words.get(Reason(lead.reason), say("%(name)s wrote", name=name))
    told = count("%(num)s new post in a thread you follow", "%(num)s new posts in a thread you follow", number)
    return words.get(Reason(lead.reason), told)


def _readers(audience: Audience) -> str:
    """Everyone: 8 at Acme Foods, 6 at Northwind Robotics."""
    companies = readers_by_company(audience)
    name = say("Everyone") if audience.kind == AudienceKind.EVERYONE else audience.name
    if len(companies) > FEW:
        people = sum(number for _company, number in companies)
        return say("%(audience)s, %(n)s people of %(m)s companies", audience=name, n=people, m=len(companies))
    parts = (say("%(n)s at %(company)s", n=number, company=company.name) for company, number in companies)
    return ", ".join([name, *parts])


def _label(member: Member, thread: Thread) -> str:
    if not member.may(Permission.POST) or thread.closed_at is not None:
        return say("Read it in the workspace")
    if thread.audience.kind == AudienceKind.EVERYONE:
        return say("Read and reply to everyone")
    return say("Read and reply to %(circle)s", circle=thread.audience.name)


def _url(post: Post) -> str:
    place = {"workspace_id": post.thread.workspace.public_id, "post_id": post.public_id}
    return url_for("posts.show", _external=True, **place)

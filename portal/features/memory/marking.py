"""The form of a mark, and what its answers mean."""

from typing import Any

from flask_babel import gettext as _

from portal.features.discussions.models import Post
from portal.features.identity.forms import said
from portal.features.identity.sessions import actor
from portal.features.memory.forms import MarkForm
from portal.features.memory.models import Mark, MarkKind
from portal.features.memory.policy import audiences_for, first_audience, may_set
from portal.features.memory.services import set_mark
from portal.features.workspaces.models import Member
from portal.features.workspaces.queries import audience_for, readers_of
from portal.features.workspaces.rules import this_member, this_workspace
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import Audience, Forbidden, NotFound, Permission
from portal.kernel.text import excerpt, plain
from portal.kernel.web import Refused


def of_kind(word: str) -> MarkKind:
    """The kind in an address; NotFound for another word."""
    if word not in set(MarkKind):
        raise NotFound
    return MarkKind(word)


def offered(form: MarkForm, member: Member, post: Post, kind: MarkKind) -> dict[str, Any]:
    """What can be chosen for a new mark; Forbidden where nothing can."""
    audiences = [each for each in audiences_for(member, post) if may_set(member, post, kind, each)]
    if not audiences:
        raise Forbidden
    chosen = form.audience.data or first_audience(member, post, kind).public_id
    shown = {"audiences": audiences, "chosen": chosen, "words": excerpt(plain(post.html), limit=400)}
    return shown | {"holders": holders(member, post.audience), "held": form.holder.data or _writer(member, post)}


def moving(form: MarkForm, member: Member, mark: Mark) -> dict[str, Any]:
    """What can be chosen anew for a commitment."""
    if not form.is_submitted():
        form.due.data = mark.due
    held = form.holder.data or (mark.holder.public_id if mark.holder else "")
    return {"holders": holders(member, mark.audience), "held": held}


def holders(member: Member, audience: Audience) -> list[tuple[str, Any]]:
    """Who can keep a commitment: for the team whoever reads it, for others those of their own company."""
    wide = member.may(Permission.MARK)
    found = [each for each in readers_of(audience) if wide or each.company_id == member.company_id]
    return [(each.public_id, shown_as(each)) for each in found]


def new_mark(form: MarkForm, post: Post, kind: MarkKind) -> Mark:
    """Mark it as the form says. Runs inside `write()`."""
    wanted = said(form.audience)
    audience = audience_for(this_workspace(), actor(), wanted) if wanted else first_audience(this_member(), post, kind)
    holder = chosen_holder(form, audience)
    return set_mark(by=this_member(), post=post, kind=kind, audience=audience, holder=holder, due=form.due.data)


def chosen_holder(form: MarkForm, audience: Audience) -> Member | None:
    """Whom the form names; Refused for somebody who does not read the audience."""
    if not form.holder.data:
        return None
    found = next((each for each in readers_of(audience) if each.public_id == form.holder.data), None)
    if found is None:
        raise Refused(_("Choose somebody who can read it."), field="holder")
    return found


def _writer(member: Member, post: Post) -> str:
    return post.author.public_id if post.author.active else member.public_id

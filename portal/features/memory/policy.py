"""Who may mark what, for whom, and who says what became of it."""

from collections.abc import Sequence

from portal.features.discussions.models import Post
from portal.features.memory.models import Mark, MarkKind
from portal.features.workspaces.audiences import team
from portal.features.workspaces.models import Member
from portal.kernel.access import Audience, AudienceKind, Permission


def audiences_for(member: Member, post: Post) -> Sequence[Audience]:
    """The audiences a mark on a post can have: the post's own; of one for everyone, Our team too."""
    own = post.audience
    if own.kind == AudienceKind.EVERYONE and member.may(Permission.REPLY_FOR_TEAM):
        return [own, team(post.thread.workspace)]
    return [own]


def first_audience(member: Member, post: Post, kind: MarkKind) -> Audience:
    """What is offered first: where staff see an objection, a risk or the other side's decision, Our team."""
    offered = [each for each in audiences_for(member, post) if may_set(member, post, kind, each)]
    inward = kind in (MarkKind.OBJECTION, MarkKind.RISK) and member.may(Permission.REPLY_FOR_TEAM)
    return (offered or [post.audience])[-1 if inward else 0]


def may_set(member: Member, post: Post, kind: MarkKind, audience: Audience) -> bool:
    """Whether this member may mark this post so.

    One's own side's posts: whoever may write. Those of others: the team; but a decision is recorded by the side that
    decides, and for the other side it is no more than a note of Our team.
    """
    if post.deleted_at is not None or not member.may(Permission.POST):
        return False
    noted = audience.kind == AudienceKind.TEAM
    if noted or post.author.company_id != member.company_id:
        return member.may(Permission.MARK) and (noted or kind != MarkKind.DECISION)
    return True


def may_change(member: Member, mark: Mark) -> bool:
    """Whether this member says what became of a mark: who set it, who has to keep it, and the team."""
    mine = member.id in (mark.set_by_id, mark.holder_id) and member.may(Permission.POST)
    return mine or member.may(Permission.MARK)

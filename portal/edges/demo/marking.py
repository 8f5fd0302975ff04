"""What the posts of the demo world were marked as, and what became of it."""

from datetime import timedelta

from sqlalchemy import select

from portal.edges.demo.stage import Scene
from portal.features.discussions.models import Post
from portal.features.memory.models import Mark, MarkKind, MarkState
from portal.features.memory.services import end, set_mark
from portal.kernel.db import db


def mark(scene: Scene, deed: str, who: str, post: Post, more: list[str]) -> None:
    """`decision`, `commitment`, `objection` or `risk`, or how one ended: `kept`, `answered`, `passed`.

    `more` is `team` for a note of Our team, or the days after the post by which a commitment is due.
    """
    by = scene.members[who]
    if deed in set(MarkKind):
        days = next((int(each) for each in more if each.isdigit()), None)
        due = (post.created_at + timedelta(days=days)).date() if days is not None else None
        audience = scene.audience("team") if "team" in more else post.audience
        set_mark(by=by, post=post, kind=MarkKind(deed), audience=audience, due=due)
        return
    found = db.session.scalars(select(Mark).where(Mark.post_id == post.id, Mark.state == MarkState.OPEN)).first()
    if found is not None:
        end(by=by, mark=found, state=MarkState(deed))

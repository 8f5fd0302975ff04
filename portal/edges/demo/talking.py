"""The threads of the demo world: planned from their texts, written by the services people use."""

import re
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select

from portal.edges.demo.calendar import span
from portal.edges.demo.marking import mark
from portal.edges.demo.sources import PostText, ThreadText, threads
from portal.edges.demo.stage import Scene
from portal.features.discussions import marks, services
from portal.features.discussions.models import Post, ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.discussions.services import Words
from portal.features.memory.models import MarkKind, MarkState
from portal.kernel.access import Audience
from portal.kernel.db import db
from portal.kernel.ledger.seal import seal

MARKS = {*MarkKind, *MarkState}
BEAT = timedelta(minutes=17)  # between a post and each reaction to it


def talk(scene: Scene, place: Path) -> int:
    """Plan every thread of a workspace; gives how many posts."""
    found = threads(place)
    for thread in found:
        for number, post in enumerate(thread.posts):
            _plan_post(scene, thread, post, first=number == 0)
        _plan_marks(scene, thread)
    return sum(len(thread.posts) for thread in found)


def _plan_post(scene: Scene, thread: ThreadText, post: PostText, *, first: bool) -> None:
    at = scene.stage.calendar.at(post.when)
    made: list[Post] = []
    scene.stage.plan(at, lambda: made.append(_post(scene, thread, post, first=first)))
    beats = 0
    for deed, words in post.later:
        if deed in marks.WORDS:
            for who in words.replace(",", " ").split():
                beats += 1
                moment = min(at + beats * BEAT, scene.stage.calendar.loaded)
                scene.stage.plan(moment, partial(_react, scene, who, made, deed))
        elif deed != "file":
            _plan_deed(scene, at, made, deed, words)


def _plan_deed(scene: Scene, at: datetime, made: list[Post], deed: str, words: str) -> None:
    """`edited 25m` with the new words below, `deleted greg 45m`, `accepted ngozi 2h`, `commitment daniel 3m 7`."""
    if deed == "edited":
        after, _, body = words.partition("\n")
        scene.stage.plan(at + span(after), lambda: _edit(scene, made[0], body))
        return
    who, after, *more = words.split()
    if deed in MARKS:
        scene.stage.plan(at + span(after), lambda: mark(scene, deed, who, made[0], more))
        return
    call = {"deleted": _delete, "accepted": _accept}[deed]
    scene.stage.plan(at + span(after), lambda: call(scene, who, made[0]))


def _plan_marks(scene: Scene, thread: ThreadText) -> None:
    if "pinned" in thread.marks:
        scene.stage.plan_by(
            thread.marks["pinned"],
            lambda who: marks.pin(by=scene.members[who], thread=scene.threads[thread.title]),
        )
    if "closed" in thread.marks:
        scene.stage.plan_by(
            thread.marks["closed"],
            lambda who: marks.close(by=scene.members[who], thread=scene.threads[thread.title]),
        )


def _post(scene: Scene, thread: ThreadText, said: PostText, *, first: bool) -> Post:
    by, audience = scene.members[said.who], scene.audience(thread.audience)
    words = _words(scene, said.body, audience)
    files = [scene.files[name] for deed, name in said.later if deed == "file"]
    if first:
        about = scene.threads.get(thread.marks.get("about", ""))
        kind = ThreadKind(thread.kind)
        begun = services.start_thread(
            by=by, audience=audience, kind=kind, title=thread.title, words=words, about=about, files=files
        )
        scene.threads[thread.title] = begun
        made = db.session.scalars(select(Post).where(Post.thread_id == begun.id)).one()
    else:
        made = services.post(by=by, thread=scene.threads[thread.title], words=words, files=files)
    scene.posts.append(made)
    return made


def _words(scene: Scene, body: str, audience: Audience) -> Words:
    """`@priya` becomes a mention of her."""

    def name(found: re.Match[str]) -> str:
        member = scene.members[found.group(1)]
        return f"@[{member.person.name}](member:{member.public_id})"

    return prepare(re.sub(r"(?<!\w)@(\w+)", name, body), audience)


def _react(scene: Scene, who: str, made: list[Post], word: str) -> None:
    marks.react(by=scene.members[who], post=made[0], word=word)


def _edit(scene: Scene, post: Post, body: str) -> None:
    services.edit(by=post.author, post=post, words=_words(scene, body, post.audience))


def _delete(scene: Scene, who: str, post: Post) -> None:
    seal(db.session())  # only words that stand in the ledger already can be erased from it
    services.delete_post(by=scene.members[who], post=post)


def _accept(scene: Scene, who: str, post: Post) -> None:
    marks.accept(by=scene.members[who], thread=post.thread, post=post)

"""A likelier spelling, only ever of words that stand in something the searcher may see."""

from dataclasses import replace

from portal.features.discussions.models import Post
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.text import plain
from portal.readers.search.contract import Question, Spelling, State, Wish
from portal.readers.search.snippets import root_in
from portal.readers.search.typed import Typed, Wanted, take_apart


def suggest(state: State, typed: Typed, question: Question) -> str | None:
    """The whole text with unknown words replaced; None when there is nothing better or it would find nothing."""
    text = typed.text
    for wanted in typed.wanted:
        likelier = _likelier(state, wanted, question)
        if likelier:
            text = text.replace(wanted.text, likelier, 1)
    if text == typed.text:
        return None
    again = take_apart(text)
    asked = replace(question, wanted=tuple(again.wanted), unwanted=tuple(again.unwanted), chosen={})
    return text if state.find(asked, Wish(most=1)).total else None


def _likelier(state: State, wanted: Wanted, question: Question) -> str | None:
    if wanted.phrase or len(wanted.words[0]) > 1:
        return None
    spelled = (_as_written(each, question.actor) for each in state.likelier(wanted.words[0][0], question))
    return next(filter(None, spelled), None)


def _as_written(spelling: Spelling, actor: Actor) -> str:
    """The word, or the word of that root as it stands in a post the searcher sees."""
    if spelling.example is None:
        return spelling.term
    row = Post.visible_to(actor).where(Post.id == spelling.example.id, Post.deleted_at.is_(None))
    post = db.session.scalars(row).first()
    return root_in(plain(post.html), spelling.term).lower() if post else ""

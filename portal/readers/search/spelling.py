"""A likelier spelling, only ever of words that stand in something the searcher may see."""

from collections.abc import Iterator
from dataclasses import replace
from operator import and_

from portal.features.discussions.models import Post
from portal.kernel.db import db
from portal.kernel.text import plain
from portal.readers.search.fitting import Fitting, fit, propose
from portal.readers.search.index.counting import size
from portal.readers.search.index.reading import Marks, Reading
from portal.readers.search.narrowing import Narrowing, of_type
from portal.readers.search.scope import Scope
from portal.readers.search.snippets import Marker
from portal.readers.search.typed import Typed, Wanted, take_apart
from portal.readers.search.words import dense, stem

SHORTEST = 4  # letters a word has before another is guessed
MOST = 30  # candidates that are looked at


def suggest(state: Reading, typed: Typed, scope: Scope, narrowing: Narrowing) -> str | None:
    """The whole text with unknown words replaced; None when there is nothing better or it would find nothing."""
    text = typed.text
    for wanted in typed.wanted:
        likelier = _likelier(state, wanted, scope)
        if likelier:
            text = text.replace(wanted.text, likelier, 1)
    if text == typed.text:
        return None
    again = replace(take_apart(text), operators=typed.operators)
    return text if any(fit(state, again, scope, narrowing).marks) else None


def _likelier(state: Reading, wanted: Wanted, scope: Scope) -> str | None:
    """A known word one letter away from an unknown one: the one most documents of the searcher have."""
    word = wanted.words[0][0]
    if wanted.phrase or len(wanted.words[0]) > 1 or len(word) < SHORTEST or dense(word):
        return None
    allowed = state.allowed_to(scope.readable)
    if any(map(and_, allowed, (match.bits for match in state.match(replace(wanted, words=((word,),)))))):
        return None
    best, most = None, 0
    for field, term in _near(state, word):
        found = tuple(map(and_, allowed, state.exactly(field, term)))
        if size(found) > most:
            spelled = term if field == "words" else _as_written(state, found, term, scope)
            best, most = (spelled, size(found)) if spelled else (best, most)
    return best


def _near(state: Reading, word: str) -> Iterator[tuple[str, str]]:
    """Terms of the index that differ by one letter or by two neighbours swapped: of names, then of all words."""
    for field, sought in (("words", word), ("body", stem(word))):
        swapped = (sought[:at] + sought[at + 1] + sought[at] + sought[at + 2 :] for at in range(len(sought) - 1))
        near = dict.fromkeys(each for each in swapped if each != sought) | dict.fromkeys(state.near(field, sought))
        yield from ((field, each) for each in list(near)[:MOST] if len(each) >= SHORTEST - 1)


def _as_written(state: Reading, found: Marks, root: str, scope: Scope) -> str:
    """The word of that root, as it stands in a post the searcher sees."""
    posts = propose(state, Fitting(state.keep(found, of_type(["post"]))), order="newest", most=1)
    if not posts:
        return ""
    row = Post.visible_to(scope.actor).where(Post.id == posts[0].best.id, Post.deleted_at.is_(None))
    post = db.session.scalars(row).first()
    return Marker(()).root_in(plain(post.html), root).lower() if post else ""

"""Words that mean the same in this house: a list of the administrators', applied when somebody asks.

Nothing of it stands in an index, so a change holds at once.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from flask_babel import gettext as _
from sqlalchemy import delete, select

from portal.features.identity.models import Person
from portal.features.identity.queries import house_audience
from portal.kernel.access import Forbidden, Permission
from portal.kernel.db import db
from portal.kernel.ledger import record
from portal.kernel.text import clean_line
from portal.kernel.web import Refused
from portal.readers.search.kinds import SYNONYMS_CHANGED
from portal.readers.search.models import SynonymGroup
from portal.readers.search.stemming import root
from portal.readers.search.typed import CHATTER, Wanted
from portal.readers.search.words import joined, pieces

GROUPS, MEMBERS, LONGEST = 200, 8, 80  # lines, words of a line, characters of a word
SIGN = " = "
Key = tuple[str, ...]
Groups = dict[Key, tuple[Wanted, ...]]


def as_text() -> str:
    """The list as it is typed: a group a line."""
    return "\n".join(db.session.scalars(select(SynonymGroup.words).order_by(SynonymGroup.id)))


def read_synonyms(text: str) -> list[str]:
    """The groups of a list as it is typed. Refuses what would not work, by its line."""
    found: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = list(dict.fromkeys(filter(None, (clean_line(each) for each in line.split("=")))))
        if words:
            _refuse(words, number)
            found.append(SIGN.join(words))
    if len(found) > GROUPS:
        raise Refused(
            _("There is room for %(most)s lines; these are %(many)s.", most=GROUPS, many=len(found)), field="words"
        )
    return found


def save_synonyms(*, by: Person, groups: Sequence[str]) -> None:
    """Take this list in place of the one before."""
    if not by.actor().may(Permission.MANAGE_HOUSE):
        raise Forbidden
    if list(groups) == as_text().splitlines():
        return
    db.session.execute(delete(SynonymGroup))
    db.session.add_all(SynonymGroup(words=each) for each in groups)
    db.session.flush()
    record(
        SYNONYMS_CHANGED,
        audience=house_audience(),
        actor=by.alias,
        subject="synonyms:house",
        payload={"groups": len(groups)},
        beside={"words": "\n".join(groups)},
    )


def widened(wanted: Sequence[Wanted]) -> tuple[Wanted, ...]:
    """Words with their synonyms beside them; phrases stay as they are quoted."""
    lines = tuple(db.session.scalars(select(SynonymGroup.words).order_by(SynonymGroup.id))) if wanted else ()
    found = list(wanted)
    for key, others in _groups(lines).items():
        for start in range(len(found) - len(key) + 1):
            run = found[start : start + len(key)]
            if tuple(_root(each) for each in run) == key:
                found[start : start + len(key)] = [replace(each, also=(*each.also, *others)) for each in run]
    return tuple(found)


def _refuse(words: list[str], number: int) -> None:
    """What a line may not be."""
    if len(words) < 2:
        said = _("Line %(number)s has one word alone. Write what means the same behind an =.", number=number)
    elif len(words) > MEMBERS:
        said = _("Line %(number)s has more than %(most)s words that mean the same.", number=number, most=MEMBERS)
    elif long := next((each for each in words if len(each) > LONGEST), ""):
        said = _("Line %(number)s has something too long: “%(word)s…”.", number=number, word=long[:30])
    elif empty := next((each for each in words if not _key(each)), ""):
        said = _("Line %(number)s has nothing to search for in “%(word)s”.", number=number, word=empty)
    else:
        return
    raise Refused(said, field="words")


@lru_cache(maxsize=8)
def _groups(lines: tuple[str, ...]) -> Groups:
    """What stands beside each word; longer ones first, so that they are met whole."""
    found: Groups = {}
    for words in (line.split(SIGN) for line in lines):
        for word in words:
            others = (_wanted(each) for each in words if each != word)
            found[_key(word)] = tuple(dict.fromkeys((*found.get(_key(word), ()), *others)))
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _wanted(word: str) -> Wanted:
    """A synonym: a word, or several in this order."""
    parts = tuple(tuple(each) for each in pieces(word) if each)
    return Wanted(parts, phrase=len(parts) > 1, text=word)


def _key(word: str) -> Key:
    """The roots by which it is met in a question, which leaves out words that say nothing."""
    words = [parts for parts in pieces(word) if parts]
    telling = [parts for parts in words if not CHATTER.issuperset(parts)]
    return tuple(root(joined(parts)) for parts in telling or words)


def _root(wanted: Wanted) -> str:
    """Empty for a phrase, which is no word."""
    return "" if wanted.phrase else root(joined(wanted.words[0]))

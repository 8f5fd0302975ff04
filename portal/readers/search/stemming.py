"""Roots of words, language by language, each with a mark: what was written in one language fits in no other.

English roots bear none: most are English, and shorter so. What has no forms here (figures, part numbers, scripts
without a stemmer) is the same in all languages and bears none either.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from whoosh.analysis.filters import STOP_WORDS
from whoosh.lang.porter import stem as porter
from whoosh.lang.snowball.danish import DanishStemmer
from whoosh.lang.snowball.dutch import DutchStemmer
from whoosh.lang.snowball.finnish import FinnishStemmer
from whoosh.lang.snowball.french import FrenchStemmer
from whoosh.lang.snowball.german import GermanStemmer
from whoosh.lang.snowball.hungarian import HungarianStemmer
from whoosh.lang.snowball.italian import ItalianStemmer
from whoosh.lang.snowball.norwegian import NorwegianStemmer
from whoosh.lang.snowball.portugese import PortugueseStemmer
from whoosh.lang.snowball.romanian import RomanianStemmer
from whoosh.lang.snowball.russian import RussianStemmer
from whoosh.lang.snowball.spanish import SpanishStemmer
from whoosh.lang.snowball.swedish import SwedishStemmer

from portal.kernel.text.tongues import ENGLISH, OTHER
from portal.readers.search.folding import folded

MARK = "~"  # between a root and its language; no word has it
# Letters that are articles and small words in front of an Arabic one; three have to be left.
ARABIC = re.compile("^(?:\u0648|\u0641)?(?:\u0627\u0644|\u0628\u0627\u0644|\u0643\u0627\u0644|\u0644\u0644)(?=\\w{3})")
CYRILLIC = re.compile("[\u0430-\u044f]+")
UNSTEMMED = ("ru", OTHER)  # whose Latin words stay as they are
_MAKE: dict[str, Callable[[], Callable[[str], str]]] = {
    "da": lambda: DanishStemmer().stem,
    "nl": lambda: DutchStemmer().stem,
    "fi": lambda: FinnishStemmer().stem,
    "fr": lambda: FrenchStemmer().stem,
    "de": lambda: GermanStemmer().stem,
    "hu": lambda: HungarianStemmer().stem,
    "it": lambda: ItalianStemmer().stem,
    "no": lambda: NorwegianStemmer().stem,
    "pt": lambda: PortugueseStemmer().stem,
    "ro": lambda: RomanianStemmer().stem,
    "ru": lambda: RussianStemmer().stem,
    "es": lambda: SpanishStemmer().stem,
    "sv": lambda: SwedishStemmer().stem,
}


@lru_cache(maxsize=100_000)
def root(word: str, language: str = ENGLISH) -> str:
    """The root a folded word shares with its forms, with the mark of its language."""
    if not word.isalpha():
        return word
    if not word.isascii():
        russian = language == "ru" and CYRILLIC.fullmatch(word)
        return f"{_stemmer(language)(word)}{MARK}{language}" if russian else ARABIC.sub("", word)
    if language == ENGLISH:
        return str(porter(word))
    return f"{word if language in UNSTEMMED else folded(_stemmer(language)(word))}{MARK}{language}"


def stopped(word: str, language: str = ENGLISH) -> bool:
    """Whether a word stands nearly everywhere, so that it is left out of the index. Other languages have none.

    Their lists hold words that mean something elsewhere, and rarity weighs common words next to nothing.
    """
    return language == ENGLISH and word in STOP_WORDS


def language_of(term: str) -> str:
    """The language a term of an index belongs to."""
    return term.partition(MARK)[2] or ENGLISH


@lru_cache(maxsize=len(_MAKE))
def _stemmer(language: str) -> Callable[[str], str]:
    return _MAKE[language]()

# ruff: noqa: RUF001 (letters that look alike are what this is about)
"""What people look for and how it is written: each pair must meet, in a workspace of the language named."""

from itertools import product

import pytest

from portal.readers.search.words import dense, joined, pairs, pieces, terms, ways

MEETS = [
    *(("en", text, asked) for text, asked in product(("Müller", "Mueller", "Muller"), repeat=2)),
    *(("de", text, asked) for text, asked in product(("Müller", "Mueller", "Muller"), repeat=2)),
    ("en", "Straße", "strasse"),
    ("en", "STRASSE", "straße"),
    ("en", "İstanbul", "istanbul"),
    ("en", "ISTANBUL", "İstanbul"),
    ("en", "ışık", "IŞIK"),
    ("en", "Σίσυφος", "ΣΙΣΥΦΟΣ"),
    ("en", "Ødegård", "odegard"),
    ("en", "Łódź", "lodz"),
    ("en", "naïve", "naive"),
    ("en", "ﬁne ＷＩＤＥ", "fine wide"),
    ("en", "مُحَمَّد", "محمد"),
    ("en", "أحمد", "احمد"),
    ("en", "إلى", "الى"),
    ("en", "مدرسة", "مدرسه"),
    ("en", "كتــاب", "كتاب"),
    ("en", "العقد", "عقد"),
    ("en", "عقد", "العقد"),
    ("en", "٢٠٢٦", "2026"),
    ("en", "کتاب", "كتاب"),
    ("en", "東京タワー", "タワー"),
    ("en", "止水栓の交換手順", "交換"),
    ("en", "한국어 질문이", "질문"),
    ("en", "PT-4711/b", "PT-4711"),
    ("en", "PT-4711/b", "pt4711"),
    ("en", "PT-4711/b", "4711"),
    ("en", "PT4711", "4711"),
    ("en", "PT4711", "PT-4711"),
    ("en", "v2.7.4", "2.7.4"),
    ("en", "2.7.4", "v2.7.4"),
    ("en", "version 2.7.4", "2.7"),
    ("en", "fw_setenv", "setenv"),
    ("en", "fw_setenv", "fw_setenv"),
    ("en", "change-over", "changeover"),
    ("en", "change‑over", "change-over"),  # a hyphen that does not break
    ("en", "change\u00adover", "changeover"),  # a soft one
    ("en", "maya.lindqvist@northwind.example", "maya.lindqvist@northwind.example"),
    ("en", "maya.lindqvist@northwind.example", "lindqvist"),
    ("en", "maya.lindqvist@northwind.example", "northwind.example"),
    ("en", "the customer's", "customers"),
    ("en", "R&D", "r&d"),
    ("de", "Die Maschinen wurden geliefert", "Maschine"),
    ("de", "Häuser", "haus"),
    ("fr", "les activités", "activite"),
    ("fr", "développement", "développer"),
    ("ru", "новые станки", "новый станка"),
    ("ru", "ёлка", "елка"),
    ("da", "robotterne", "robotter"),
    ("es", "producciones", "producción"),
    ("xx", "makineler", "makineler"),
]
APART = [
    ("de", "Maschinen", "machine"),
    ("en", "machines", "maschine"),
    ("it", "di", "dies"),
    ("xx", "grippers", "gripper"),
    ("en", "4711", "PT-4712"),
    ("en", "2.7.4", "2.8.4"),
    ("en", "עולם", "שלום"),
]
HOUSE = ("de", "en", "fr", "it", "ru")


def found(language: str, text: str, asked: str, languages: tuple[str, ...]) -> bool:
    """Whether a text has all words of a question, as both indexes see it."""
    there = {term for term, _at in terms(text, language)}

    def stands(part: str) -> bool:
        if dense(part):
            return there.issuperset(pairs(part))
        return any(term in there for way in ways(part, languages) for term in way.terms)

    def said(parts: list[str]) -> bool:
        return stands(joined(parts)) or all(map(stands, parts))

    return all(map(said, pieces(asked)))


@pytest.mark.parametrize(("language", "text", "asked"), MEETS)
def test_what_is_meant_is_found(language: str, text: str, asked: str) -> None:
    assert found(language, text, asked, (language,))
    assert found(language, text, asked, tuple(dict.fromkeys((*HOUSE, language)))), "in a house of several languages"


@pytest.mark.parametrize(("language", "text", "asked"), APART)
def test_what_is_not_meant_is_not(language: str, text: str, asked: str) -> None:
    assert not found(language, text, asked, tuple(dict.fromkeys((*HOUSE, language))))


def test_roots_of_one_language_are_no_words_of_another() -> None:
    """Dies is a word of two languages with two roots, and di one of a third."""
    asked = {term for way in ways("dies", HOUSE) for term in way.terms}
    for language, text in (("it", "di"), ("de", "di")):
        assert asked.isdisjoint(term for term, _at in terms(text, language)), language
    assert asked & {term for term, _at in terms("dies", "de")}

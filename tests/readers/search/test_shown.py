"""What is found, in words: the heading is the news, hits say what they are and how they stand, chips can go."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup

from portal.features.workspaces.shown import shown_as
from portal.kernel.db import now
from portal.readers.search.asked import Asked
from portal.readers.search.hits import Chip, FacetCount, Hit, HitKind, PageHit, Place, Readers, Results
from portal.readers.search.shown import chips, heading, hit_views
from tests.cast import Cast

EVERYONE = Readers("everyone", "", "e")
WORKSPACES = [FacetCount("a", "Acme Foods", 9), FacetCount("h", "Halden Dairy", 5), FacetCount("x", "Osei", 0)]
AUDIT = Asked(text="audit")
ONLY_NGOZI, NGOZI = Asked(text="from:ngozi"), Chip("from:ngozi", "From Ngozi", "")


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def found(total: int = 14, **said: Any) -> Results:
    return replace(Results(total=total, facets={"workspace": WORKSPACES}), **said)


def hit(cast: Cast, kind: HitKind, **said: Any) -> Hit:
    author = shown_as(cast.member("ngozi"))
    place, words = Place("a", "Acme Foods"), Markup("an <mark>audit</mark>")
    plain = Hit(kind, "1", "t", Markup("t"), place, EVERYONE, author, now(), "/x", words, 1.0)
    return replace(plain, **said)


@pytest.mark.parametrize(
    ("asked", "results", "place", "said"),
    [
        (Asked(), Results(), "", "Search everything you may see"),
        (Asked(), Results(), "Acme Foods", "Search in Acme Foods"),
        (AUDIT, found(), "", "14 results in 2 workspaces for “audit”"),
        (AUDIT, found(1), "Acme Foods", "1 result in Acme Foods for “audit”"),
        (AUDIT, found(12400, facets={}), "", "12,400 results for “audit”"),
        (AUDIT, found(facets={"workspace": WORKSPACES[:1]}), "", "14 results in Acme Foods for “audit”"),
        (AUDIT, found(3, either=True), "", "No result has all of “audit”, 3 results some of it"),
        (AUDIT, Results(), "", "Nothing found for “audit”"),
        (AUDIT, Results(), "Acme Foods", "Nothing found in Acme Foods for “audit”"),
        (AUDIT, Results(rebuilding=True), "", "The search is being made ready"),
        (AUDIT, found(rebuilding=True), "Acme Foods", "14 results in Acme Foods for “audit”"),
        (Asked(kind=("file",)), Results(), "Acme Foods", "Search in Acme Foods"),
        (ONLY_NGOZI, found(understood=[NGOZI]), "Acme Foods", "14 results in Acme Foods"),
    ],
)
def test_the_heading_is_the_news(asked: Asked, results: Results, place: str, said: str) -> None:
    assert heading(asked, results, place=place).translate({0x2068: None, 0x2069: None}) == said


def test_the_heading_repeats_words_not_operators_and_not_without_end() -> None:
    asked = Asked(text="audit from:ngozi " + "word " * 100)
    results = found(understood=[Chip("from:ngozi", "From Ngozi", "audit")])
    said = heading(asked, results, place="")
    assert "“\u2068audit word" in said
    assert "from:" not in said
    assert said.endswith("…\u2069”")
    assert len(said) < 150


def test_words_from_right_to_left_turn_nothing_around_them() -> None:
    hebrew = "\u05e9\u05dc\u05d5\u05dd"
    assert heading(Asked(text=hebrew), Results(), place="") == f"Nothing found for “\u2068{hebrew}\u2069”"


@pytest.mark.parametrize(
    ("kind", "said", "what"),
    [
        (HitKind.THREAD, {"what": "question"}, "Open question"),
        (HitKind.THREAD, {"what": "question", "accepted": True, "closed": True}, "Answered question"),
        (HitKind.THREAD, {"what": "question", "closed": True}, "Closed question without an answer"),
        (HitKind.THREAD, {"what": "discussion"}, "Thread"),
        (HitKind.THREAD, {"what": "discussion", "closed": True}, "Closed thread"),
        (HitKind.THREAD, {"what": "announcement"}, "Announcement"),
        (HitKind.POST, {}, "Post in a thread"),
        (HitKind.POST, {"accepted": True}, "Accepted answer in a thread"),
        (HitKind.FILE, {"number": 22}, "File, 22 pages"),
        (HitKind.FILE, {"page": 1, "number": 1}, "Inside a file, 1 page"),
        (HitKind.PERSON, {}, "Person"),
    ],
)
def test_a_hit_says_what_it_is_and_how_it_stands(cast: Cast, kind: HitKind, said: dict[str, object], what: str) -> None:
    one = hit(cast, kind, **said)
    assert next(hit_views([one], place="Acme Foods")).what == what
    assert next(hit_views([one], place="")).what == f"{what}, Acme Foods"


def test_the_company_stands_at_the_first_mention_of_a_name(cast: Cast) -> None:
    views = list(hit_views([hit(cast, HitKind.POST), hit(cast, HitKind.POST)], place=""))
    assert [each.by for each in views] == ["Dr Ngozi Adeyemi-Okonkwo, Acme Foods", "Dr Ngozi Adeyemi-Okonkwo"]


def test_what_more_there_is_stands_at_the_end(cast: Cast) -> None:
    thread = hit(cast, HitKind.THREAD, number=12, more=2)
    file = hit(
        cast, HitKind.FILE, page=14, number=22, more=1, pages=[PageHit(14, "/x", Markup("the <mark>audit</mark>"))]
    )
    shown = list(hit_views([thread, file], place=""))
    assert shown[0].tail == ["12 replies", "2 more posts here fit"]
    assert shown[1].tail == ["also on 1 more page"]
    assert shown[1].text == ""  # its pages say it


def test_a_chip_leads_to_the_search_without_it() -> None:
    asked = Asked(
        "audit from:ngozi", "a", kind=("file", "post"), audience=("t",), since=date(2026, 9, 1), order="newest"
    )
    results = found(
        understood=[Chip("from:ngozi", "From Ngozi", "audit"), Chip("in:x", "", "audit", "No such workspace")],
        facets={"audience": [FacetCount("t", "Our team only", 2, chosen=True, kind="team")]},
    )
    shown = dict(chips(asked, results, place="Acme Foods"))
    assert list(shown) == [
        "In Acme Foods",
        "From Ngozi",
        "Our team only",
        "Files",
        "Posts",
        "Since Tuesday 1 September",
    ]
    assert "workspace=" not in shown["In Acme Foods"]
    assert "q=audit&" in shown["From Ngozi"]
    assert "kind=file" not in shown["Files"]
    assert "kind=post" in shown["Files"]
    assert all("order=newest" in url for url in shown.values())


def test_an_address_starts_at_the_first_page_unless_it_names_another() -> None:
    asked = Asked("audit", kind=("file", "post"), page=3)
    assert asked.url() == "/search?q=audit&kind=file&kind=post"
    assert asked.url(page=4) == "/search?q=audit&kind=file&kind=post&page=4"
    assert asked.bare() == "/search?q=audit"

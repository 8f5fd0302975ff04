"""Words that mean the same in the house: how they are kept, and what they find."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.features.identity.models import Person
from portal.kernel.access import Forbidden
from portal.kernel.db import db, write
from portal.kernel.web import Refused
from portal.readers.search import instant, search
from portal.readers.search.synonyms import GROUPS, as_text, read_synonyms, save_synonyms
from portal.readers.timeline import vocabulary
from tests.cast import Cast
from tests.conftest import SignIn
from tests.readers.search.conftest import Pen, work

LIST = "SLA = service level agreement\nFAT=factory acceptance test = Werksabnahme\n\n  terms of service = ToS  "


def keep(cast: Cast, text: str = LIST) -> None:
    groups = read_synonyms(text)
    with write():
        save_synonyms(by=db.session.get_one(Person, cast.people["ines"]), groups=groups)


def test_a_synonym_is_found_behind_the_word_itself(both: tuple[Flask, Cast]) -> None:
    app, cast = both
    with app.test_request_context():
        pen, priya = Pen(cast), cast.actor("priya")
        pen.thread("One", "The SLA says four hours and this is what it says")
        pen.thread("Two", "Our service level agreement says four hours, for each level of service")
        pen.thread("Three", "The agreement is level with the service")
        pen.thread("Four", "The secret SLA", audience="team")
        work()
        assert [hit.title for hit in search(priya, "sla").hits] == ["One"]
        keep(cast)
        found = search(priya, "sla").hits
        assert [hit.title for hit in found] == ["One", "Two"]
        assert [hit.synonyms for hit in found] == [(), ("service level agreement",)]
        assert "<mark>service</mark>" in found[1].snippet
        assert [hit.title for hit in search(priya, '"sla"').hits] == ["One"]
        assert {hit.title for hit in search(priya, "four -sla").hits} == {"Two"}
        other = search(priya, "service level agreement").hits
        assert {hit.title for hit in other} == {"One", "Two", "Three"}
        assert {hit.title: hit.synonyms for hit in other}["One"] == ("SLA",)
        assert sum(map(len, instant(priya, "sla").values())) == 2
        assert {hit.title for hit in search(priya, "hours sla").hits} == {"One", "Two"}
        keep(cast, "")
        assert [hit.title for hit in search(priya, "sla").hits] == ["One"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SLA", "Line 1 has one word alone"),
        ("a = b\n\nSLA = ", "Line 3 has one word alone"),
        ("=".join("abcdefghi"), "more than 8"),
        (f"SLA = {'x' * 81}", "too long"),
        ("SLA = ***", "nothing to search for"),
        ("a = b\n" * (GROUPS + 1), "room for 200"),
    ],
)
def test_what_would_not_work_is_refused_by_its_line(app: Flask, text: str, said: str) -> None:
    with app.test_request_context(), pytest.raises(Refused, match=said):
        read_synonyms(text)


def test_only_administrators_keep_it(pen: Pen, cast: Cast) -> None:
    keep(cast)
    assert as_text().splitlines() == [
        "SLA = service level agreement",
        "FAT = factory acceptance test = Werksabnahme",
        "terms of service = ToS",
    ]
    with pytest.raises(Forbidden), write():
        save_synonyms(by=db.session.get_one(Person, cast.people["maya"]), groups=["a = b"])
    assert "synonyms" in vocabulary.ELSEWHERE


def test_the_page_keeps_what_was_typed(pen: Pen, cast: Cast, sign_in: SignIn) -> None:
    client: FlaskClient = sign_in("ines")
    assert client.get("/admin/words").status_code == 200
    refused = client.post("/admin/words", data={"words": "<b>SLA</b>"})
    assert refused.status_code == 422
    assert "&lt;b&gt;SLA&lt;/b&gt;</textarea>" in refused.text
    assert client.post("/admin/words", data={"words": LIST}).status_code == 303
    assert "FAT = factory" in client.get("/admin/words").text
    pen.thread("Two", "Our service level agreement")
    work()
    page = sign_in("priya").get("/search?q=sla").text
    assert "found by a synonym: service level agreement" in page

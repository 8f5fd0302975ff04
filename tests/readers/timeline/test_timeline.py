"""The ledger as people read it: a whole sentence for every kind, by day, narrowed, and to its readers alone."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from portal.features.discussions import marks, services
from portal.features.discussions.models import ThreadKind
from portal.features.library.services import delete_file, rename_file
from portal.features.workspaces import services as workspaces
from portal.kernel.access import Role
from portal.kernel.db import db, now, write
from portal.kernel.ledger import VOCABULARY, record
from portal.readers.timeline.queries import timeline
from portal.readers.timeline.sentences import told
from portal.readers.timeline.vocabulary import ELSEWHERE, GROUPS, ICONS, QUIET, SENTENCES, By
from tests.cast import Cast
from tests.conftest import SignIn
from tests.readers.search.conftest import Pen, pen  # noqa: F401 (a fixture)

ROW = re.compile(r'<li class="row[^"]*".*?</li>', re.DOTALL)
DAY = re.compile(r'<h2 id="day-\d+">([^<]*)</h2>')
SAMPLES: dict[type, Any] = {str: "x", int: 3, bool: True, list: ["name"]}


def lines(cast: Cast, who: str) -> list[str]:
    db.session.expire_all()
    entries = timeline(cast.workspace(), cast.actor(who))
    return [line.words for line in told(cast.workspace(), cast.actor(who), entries)]


def page(sign_in: SignIn, cast: Cast, who: str, query: str = "") -> str:
    answer = sign_in(who).get(f"/w/{cast.workspace().public_id}/timeline?{query}")
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def test_every_kind_has_its_sentence_or_is_left_out_on_purpose() -> None:
    elsewhere = {kind for kind in VOCABULARY if kind.partition(".")[0] in ELSEWHERE}
    spoken = [set(SENTENCES), set(QUIET), elsewhere]
    real = {kind for kind in VOCABULARY if not kind.startswith("test.")}  # other tests make kinds of their own
    assert real == set.union(*spoken)
    assert sum(map(len, spoken)) == len(real)
    nouns = {kind.partition(".")[0] for kind in SENTENCES}
    assert nouns == set(ICONS) == {noun for group in GROUPS.values() for noun in group}


@pytest.mark.parametrize("kind", sorted(SENTENCES))
def test_every_sentence_is_whole_whatever_the_entry_says(app: Flask, cast: Cast, kind: str) -> None:
    found, declared = SENTENCES[kind], VOCABULARY[kind]
    values = [each for each, words in found.sentences.items() if words] if isinstance(found, By) else []
    values.append("else")
    payload = {key: SAMPLES.get(each, "x") for key, each in declared.payload.items()}  # type: ignore[arg-type]  # a union too
    beside = dict.fromkeys(declared.beside, SAMPLES[str])
    maya = cast.member("maya")
    with app.test_request_context(), write():
        for value in values:
            if isinstance(found, By) and found.key in payload and isinstance(value, declared.payload[found.key]):
                payload[found.key] = value
            noun = kind.partition(".")[0]
            record(
                declared,
                audience=cast.audience(),
                actor=maya.public_id,
                subject=f"{noun}:{'x' * 16}",
                payload=payload,
                beside=beside,
            )
    with app.test_request_context():
        said = lines(cast, "maya")
    assert len(said) == len(values)
    assert all(len(words) > 10 and "%(" not in words and "None" not in words for words in said)


def test_sentences_name_who_what_and_which(pen: Pen, cast: Cast) -> None:  # noqa: F811 (the fixture)
    thread = pen.thread("Which gripper?", who="ngozi", kind=ThreadKind.QUESTION)
    answer = pen.post(thread, "The G4.")
    file = pen.file("Plan.txt", b"Words")
    maya, ngozi = cast.member("maya"), cast.member("ngozi")
    with write():
        marks.accept(by=ngozi, thread=thread, post=answer)
        marks.accept(by=ngozi, thread=thread, post=None)
        rename_file(by=maya.person.actor(), file=file, name="Offer.txt")
        delete_file(by=maya.person.actor(), file=file)
        services.delete_post(by=maya, post=answer)
        workspaces.change_role(by=maya, member=cast.member("greg"), role=Role.MEMBER)
        workspaces.remove_member(by=maya, member=cast.member("greg"))
        workspaces.remove_member(by=ngozi, member=ngozi)
    said = lines(cast, "maya")
    for words in (
        "Dr Ngozi Adeyemi-Okonkwo asked “Which gripper?”",
        "Maya Lindqvist posted in “Which gripper?”",
        "Dr Ngozi Adeyemi-Okonkwo accepted an answer in “Which gripper?”",
        "Dr Ngozi Adeyemi-Okonkwo took back the accepted answer in “Which gripper?”",
        "Maya Lindqvist added Plan.txt",
        "Maya Lindqvist renamed Plan.txt to Offer.txt",
        "Maya Lindqvist deleted Offer.txt",
        "Maya Lindqvist deleted their post in “Which gripper?”",
        "Maya Lindqvist changed the role of Greg Tolland to member",
        "Maya Lindqvist removed Greg Tolland from the workspace",
        "Dr Ngozi Adeyemi-Okonkwo left the workspace",
    ):
        assert words in said


def test_an_opened_file_keeps_its_name_from_those_who_do_not_read_it(pen: Pen, cast: Cast) -> None:  # noqa: F811
    file = pen.file("Liability.txt", b"Words", audience="circle")
    with write():
        record(
            VOCABULARY["file.opened"],
            audience=cast.audience("team"),
            actor=cast.member("emily").public_id,
            subject=file.public_id,
            payload={"version": 1},
        )
    assert "Emily Chen opened version 1 of Liability.txt" in lines(cast, "maya")
    assert lines(cast, "daniel") == ["Emily Chen opened version 1 of a file"]
    assert lines(cast, "priya") == []


def test_the_page_narrows_by_kind_person_readers_and_day(pen: Pen, sign_in: SignIn, cast: Cast) -> None:  # noqa: F811
    pen.thread("For everyone", who="ngozi")
    pen.thread("For the team", audience="team")
    pen.file("Plan.txt", b"Words")
    today, tomorrow = now().date(), now().date() + timedelta(days=1)
    narrowed = {
        "": 3,
        "show=files": 1,
        "show=threads": 2,
        f"member={cast.member('ngozi').public_id}": 1,
        "audience=team": 1,
        f"since={today}&until={today}": 3,
        f"since={tomorrow}": 0,
        f"until={today - timedelta(days=1)}": 0,
        "show=nonsense&since=soon&until=9999-12-31&before=x-y": 3,
        "before=99999999999999999999999999-1": 3,
    }
    assert {query: len(ROW.findall(page(sign_in, cast, "maya", query))) for query in narrowed} == narrowed
    customer = page(sign_in, cast, "priya")
    assert len(ROW.findall(customer)) == 2
    assert "For the team" not in customer
    assert "Our team only" not in customer
    assert sign_in("priya").get(f"/w/{cast.workspace().public_id}/timeline?audience=team").status_code == 404


def test_a_long_list_of_people_can_be_searched(
    pen: Pen,  # noqa: F811 (the fixture)
    sign_in: SignIn,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pen.thread("Gripper", who="ngozi")
    pen.thread("Price", who="priya")
    pen.thread("Ours alone", who="daniel", audience="team")
    assert 'name="who"' not in page(sign_in, cast, "maya")
    monkeypatch.setattr("portal.readers.timeline.queries.FEW", 1)
    assert 'name="who"' in page(sign_in, cast, "maya")
    priya = cast.member("priya").public_id
    narrowed = {
        "who=adeyemi": ["Gripper"],
        "who=ACME+ngo": ["Gripper"],
        "who=acme": ["Gripper", "Price"],
        f"who=acme&member={priya}": ["Price"],
        f"who=ngozi&member={priya}": ["Gripper"],
        "who=nobody": [],
        "who=%00": ["Gripper", "Ours alone", "Price"],
    }
    for query, titles in narrowed.items():
        html = page(sign_in, cast, "maya", query)
        assert sorted(re.findall(r"“(Gripper|Price|Ours alone)”", "".join(ROW.findall(html)))) == titles, query
    assert "Anybody called “acme”" in page(sign_in, cast, "maya", "who=acme")
    assert "Daniel" not in page(sign_in, cast, "priya", "who=northwind")  # what he did was for the team


def test_days_are_headings_and_imported_days_stand_where_they_belong(sign_in: SignIn, cast: Cast) -> None:
    maya = cast.member("maya")
    with write():
        for days in (0, 400, 1, 400):
            record(
                VOCABULARY["domain.added"],
                audience=cast.audience("team"),
                actor=maya.public_id,
                subject="workspace:x",
                beside={"domain": f"day{days}.example"},
                occurred_at=now() - timedelta(days=days),
            )
    html = page(sign_in, cast, "maya")
    headings = DAY.findall(html)
    assert [day.partition(",")[0] for day in headings[:2]] == ["Today", "Yesterday"]
    assert headings[2].endswith(str((now() - timedelta(days=400)).year))
    assert len(headings) == 3


def test_older_pages_lose_and_repeat_nothing(sign_in: SignIn, cast: Cast) -> None:
    maya, at = cast.member("maya"), now() - timedelta(days=30)
    with write():
        for number in range(120):  # many at one moment, as an import writes them
            record(
                VOCABULARY["domain.added"],
                audience=cast.audience("team"),
                actor=maya.public_id,
                subject="workspace:x",
                beside={"domain": f"n{number}.example"},
                occurred_at=at - timedelta(days=number // 100),
            )
    seen, url = [], f"/w/{cast.workspace().public_id}/timeline?show=people"
    for _page in range(3):
        html = unescape(sign_in("maya").get(url).get_data(as_text=True))
        seen += re.findall(r"of (n\d+)\.example", html)
        following = re.findall(r'href="([^"]*)" rel="next"', html)
        url = following[0] if following else ""
    assert url == ""
    assert sorted(seen) == sorted(f"n{number}" for number in range(120))


def test_fifty_entries_cost_as_many_queries_as_five(pen: Pen, cast: Cast) -> None:  # noqa: F811
    def asked() -> int:
        db.session.expire_all()
        statements: list[str] = []
        entries = timeline(cast.workspace(), cast.actor("maya"))

        def note(*said: Any) -> None:
            statements.append(said[2])

        event.listen(db.engine, "before_cursor_execute", note)
        told(cast.workspace(), cast.actor("maya"), entries)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    pen.thread("One")
    few = asked()
    for number in range(8):
        thread = pen.thread(f"Thread {number}", who="ngozi")
        pen.post(thread, "Words", who="priya")
        pen.file(f"{number}.txt", b"Words")
    assert asked() <= few + 4

"""What people type: words, phrases, operators, and whatever else there is on a keyboard."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from portal.features.discussions.models import ThreadKind
from portal.kernel.db import db
from portal.readers.search import search
from portal.readers.search.narrowing import Unclear, read_day
from portal.readers.search.words import terms
from tests.cast import Cast
from tests.conftest import make_app
from tests.readers.search.conftest import Pen, work
from tests.shared_data import lines, needs

A, B, C, D, P = "Allergen audit", "Belt speed", "Cable duct", "Drawings", "Dr Ngozi Adeyemi-Okonkwo"


@pytest.fixture(scope="module")
def written(template: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """One world for the whole table: nothing here writes."""
    folder = tmp_path_factory.mktemp("typed")
    shutil.copy(template[0], folder / "portal.db")
    app = make_app(folder)
    with app.app_context(), app.test_request_context():
        write_down(template[1])
        yield template[1]
        db.session.remove()
        db.engine.dispose()


def write_down(cast: Cast) -> None:
    pen = Pen(cast)
    pen.thread(A, "Is the change-over of the gripper washed down?", kind=ThreadKind.QUESTION)
    pen.thread(B, "The gripper runs at 2.5 m/s, and the customer's belt is slow.", who="ngozi")
    pen.thread(C, "Internal: gripper margin", audience="team", who="daniel")
    file = pen.file("gripper.pdf.txt", b"Drawing of the gripper, page one")
    pen.post(pen.thread(D, "see below", who="maya"), "Here is the gripper", files=[file])
    work()


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("gripper", {A, B, C, D, "gripper.pdf.txt"}),
        ("GRIPPERS", {A, B, C, D, "gripper.pdf.txt"}),
        ("gripper belt", {B}),
        ("gripper -belt -margin", {A, D, "gripper.pdf.txt"}),
        ('"gripper runs"', {B}),
        ('"runs gripper"', set()),
        ('"change-over of the gripper"', {A}),
        ("\u201cgripper runs\u201d", {B}),
        ('gripper -"gripper runs"', {A, C, D, "gripper.pdf.txt"}),
        ("changeover", {A}),
        ("change-over", {A}),
        ("customer", {B}),
        ("gripper from:ngozi", {B}),
        ("gripper from:me", {A, D, "gripper.pdf.txt"}),
        ('from:"daniel okafor"', {C}),
        ("gripper -from:maya", {B, C}),
        ("gripper for:team", {C}),
        ("gripper -for:team", {A, B, D, "gripper.pdf.txt"}),
        ("gripper in:acme", {A, B, C, D, "gripper.pdf.txt"}),
        ("gripper in:leeds type:question", {A}),
        ("gripper type:file", {"gripper.pdf.txt"}),
        ("gripper has:file", {D, "gripper.pdf.txt"}),
        ("type:person ngozi", {P}),
        ("audit type:thread", {A}),
        ("gripper type:thread", set()),
        ("gripper after:2020-01-01", {A, B, C, D, "gripper.pdf.txt"}),
        ("gripper after:today", {A, B, C, D, "gripper.pdf.txt"}),
        ("gripper before:2020", set()),
        ("gripper before:today", set()),
        ("gripper after:sometime", {A, B, C, D, "gripper.pdf.txt"}),
        ("gripper type:spoon", {A, B, C, D, "gripper.pdf.txt"}),
        ("gripper in:nowhere", set()),
        ("gripper from:nobody", set()),
        ("gripper zeppelin", {A, B, C, D, "gripper.pdf.txt"}),
        ("spoon:gripper", {A, B, C, D, "gripper.pdf.txt"}),
        ("the of and", set()),
        ("", set()),
        ('"', set()),
        ('gripper "', {A, B, C, D, "gripper.pdf.txt"}),
        ("-", set()),
        ("-gripper type:thread", {A, B, C, D}),
        ("\U0001f600", set()),
    ],
)
def test_the_language(written: Cast, text: str, titles: set[str]) -> None:
    assert {hit.title for hit in search(written.actor("maya"), text).hits} == titles


@pytest.mark.parametrize(
    ("text", "label", "problem"),
    [
        ("in:acme", "In Palletising at Leeds and Tilburg", ""),
        ("-from:maya", "Not: From maya", ""),
        ("after:2026-11-05", "After 5 November 2026", ""),
        ("before:31.12.2026", "Before 31 December 2026", ""),
        ("after:2026-13-77", "after:2026-13-77", "is no day"),
        ("has:spoon", "has:spoon", "knows only"),
        ("type:spoon", "type:spoon", "type: knows thread, post"),
        ("in:nowhere", "in:nowhere", "You are in no workspace"),
        ("for:nobody", "for:nobody", "You read nothing"),
        ("spoon:gripper", "spoon:gripper", "searched for as a word"),
    ],
)
def test_what_was_understood_is_said(written: Cast, text: str, label: str, problem: str) -> None:
    (chip,) = search(written.actor("maya"), f"gripper {text} belt").understood
    assert (chip.label, chip.without) == (label, "gripper belt")
    assert (problem in chip.problem) if problem else not chip.problem


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-05", date(2026, 11, 5)),
        ("2026-11", date(2026, 11, 1)),
        ("2026", date(2026, 1, 1)),
        ("5-nov-2026", date(2026, 11, 5)),
        ("5.11.2026", date(2026, 11, 5)),
        ("november-2026", date(2026, 11, 1)),
    ],
)
def test_days(written: Cast, text: str, day: date) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize("text", ["2026-02-30", "0000", "99999", "spoon", "5-spo", "32.1.2026", "\u0665", ""])
def test_what_is_no_day(written: Cast, text: str) -> None:
    with pytest.raises(Unclear):
        read_day(text)


JAPANESE = "\u6b62\u6c34\u6813\u306e\u4ea4\u63db\u624b\u9806"
THAI = "\u0e01\u0e32\u0e23\u0e2a\u0e48\u0e07\u0e2d\u0e2d\u0e01\u0e2a\u0e34\u0e19\u0e04\u0e49\u0e32"
ARABIC = "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645"
UNICODE = [
    (JAPANESE, JAPANESE[4:6]),
    (JAPANESE, JAPANESE[:3]),
    (JAPANESE, JAPANESE),
    ("\ud55c\uad6d\uc5b4 \uc9c8\ubb38\uc774", "\uc9c8\ubb38"),
    (THAI, THAI[3:9]),
    ("\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd", "\u05e2\u05d5\u05dc\u05dd"),
    (ARABIC, ARABIC[6:]),
    ("Stra\u00dfe in K\u00f6ln", "strasse koln"),
    ("na\u00efve caf\u00e9", "naive CAFE\u0301"),
    ("\ufb01ne \uff37\uff29\uff24\uff25", "fine wide"),
]


def test_every_script_is_found_and_marked(pen: Pen, cast: Cast) -> None:
    for number, words in enumerate({words: None for words, _asked in UNICODE}):
        pen.thread(f"Welcome {number}", f"Before {words} after")
    work()
    for words, asked in UNICODE:
        (hit,) = search(cast.actor("priya"), asked).hits
        assert "<mark>" in hit.snippet, asked
        assert words.split()[0] in hit.snippet.striptags()


@pytest.mark.parametrize(
    "text",
    [
        *("a" * 10_000, "gripper " * 2_000, "(" * 500, '"' * 501, "-" * 300, "a:b " * 300),
        *("\x00\u202egripper", "[!*]~^{}\\"),
    ],
)
def test_nothing_typed_is_an_error(written: Cast, text: str) -> None:
    search(written.actor("maya"), text)
    assert len(search(written.actor("maya"), f"{text} gripper").understood) >= 0


@needs("hostile_text/naughty_strings.jsonl")
def test_no_naughty_string_is_an_error(written: Cast) -> None:
    tried = 0
    for row in lines("hostile_text/naughty_strings.jsonl"):
        for value in row.values():
            if isinstance(value, str):
                results = search(written.actor("priya"), value)
                assert all("<script" not in hit.snippet.lower() for hit in results.hits)
                tried += 1
    assert tried > 300


def test_words_are_folded_stemmed_and_joined() -> None:
    assert [term for term, _at in terms("U-Boot's Change-Overs")] == ["u", "boot", "uboot", "chang", "over", "changeov"]
    assert [at for _term, at in terms("to the gripper")] == [2]

"""What changed between two versions: the words themselves, the page that shows them, and the end of its patience."""

import io
import random
from collections.abc import Callable
from difflib import SequenceMatcher

import pytest

from portal.features.library.comparing.changes import changes_between
from portal.features.library.comparing.matching import same_stretches
from portal.features.library.comparing.run import compare
from portal.features.library.comparing.tokens import tokens_of
from portal.features.library.models import File
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_named, file_of

Work = Callable[[], int]


def changed(before: dict[int, str], after: dict[int, str]) -> list[list[tuple[str, str]]]:
    told = changes_between(tokens_of(before, 10_000), tokens_of(after, 10_000), 100)
    return [[tuple(part) for part in change["parts"]] for change in told["changes"]]


def page(file: File, rest: str = "") -> str:
    return f"/w/{file.workspace.public_id}/files/{file.public_id}{rest}"


def test_words_are_marked_and_line_breaks_are_not() -> None:
    before = {1: "The result can be extended\nto the standard gripper."}
    after = {1: "The result must not\nbe extended to the\nstandard gripper."}
    parts = changed(before, after)[0]
    assert parts[:3] == [("same", " The result"), ("gone", " can"), ("new", " must not")]
    assert parts[3:] == [("same", " be extended to the standard gripper.")]
    assert changed(after, {1: "The result", 2: "must not be extended to the standard gripper."}) == []


def test_a_change_knows_its_page_in_both() -> None:
    filler = " ".join(f"word{number}" for number in range(100))
    before, after = {1: filler, 2: "It weighs 12 kg"}, {1: f"New {filler}", 3: "It weighs 14 kg"}
    told = changes_between(tokens_of(before, 10_000), tokens_of(after, 10_000), 100)
    assert [(each["page"], each["line"], each["page_before"]) for each in told["changes"]] == [(1, 1, 1), (3, 1, 2)]
    assert (told["places"], told["gone"], told["new"]) == (2, 1, 2)


SCRIPTS = [("", "all new"), ("all gone", ""), ("漢字の文", "漢語の文"), ("a\u202eb", "a\u202ec")]


@pytest.mark.parametrize(("before", "after"), SCRIPTS)
def test_whatever_the_script(before: str, after: str) -> None:
    kinds = {kind for change in changed({1: before}, {1: after}) for kind, _text in change}
    assert kinds & {"gone", "new"}


def test_what_is_the_same_is_the_same_in_any_texts() -> None:
    chance = random.Random(7)
    for _round in range(60):
        before = [chance.choice("abcdef") for _word in range(chance.randrange(200))]
        after = [word for word in before if chance.random() > 0.2] + [chance.choice("xyz") for _word in range(9)]
        ends = (0, 0)
        for one, other, length in same_stretches(before, after):
            assert (one, other) >= ends
            assert before[one : one + length] == after[other : other + length]
            ends = (one + length, other + length)
        alike = sum(length for _one, _other, length in same_stretches(before, after))
        best = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
        assert alike >= sum(block.size for block in best) * 0.8


def test_a_whole_book_and_one_word_a_hundred_thousand_times(app: object) -> None:
    words = [f"w{number % 3000}" for number in range(60_000)]
    book = {number: " ".join(words[number * 300 : number * 300 + 300]) for number in range(200)}
    told = compare(book, book | {100: book[100].replace("w0", "zero", 1)})
    assert (told.places, told.gone, told.new, told.whole) == (1, 1, 1, True)
    told = compare({1: "yes no " * 100_000}, {1: "no maybe " * 100_000})
    assert told.failed or told.places


def test_the_page_says_what_is_new(sign_in: SignIn, put: Put, work: Work) -> None:
    ngozi = sign_in("ngozi")
    file = file_of(put(ngozi, "Plan.txt", b"The result can be extended."))
    words = io.BytesIO(b"The result must not be extended <script>.")
    sent = {"note": "<b>Limits</b> named", "file": (words, "Plan 2.txt")}
    assert ngozi.post(page(file, "/versions"), data=sent).status_code == 303
    assert "no words to compare" in ngozi.get(page(file, "/versions/compare")).text
    work()
    file = file_named("Plan.txt")
    text = sign_in("greg").get(page(file, "/versions/compare")).text
    assert "Version 2 differs from version 1 in 1 place" in text
    assert "can<" in text.partition("<del>")[2].partition("</del>")[0]
    assert "must not<" in text.partition("<ins>")[2].partition("</ins>")[0]
    assert "&lt;script&gt;" in text
    assert "Line 1" in text
    shown = ngozi.get(page(file))
    assert "“&lt;b&gt;Limits&lt;/b&gt; named”" in shown.text
    assert sign_in("birgitte").get(page(file, "/versions/compare")).status_code == 404
    for asked in ("?from=2&to=1", "?from=x&to=-1", "?to=" + "9" * 30):
        assert sign_in("greg").get(page(file, f"/versions/compare{asked}")).status_code == 200
    assert sign_in("greg").get(page(file, "/versions/compare?to=7")).status_code == 404


def test_an_older_version_is_brought_back_on_its_page(sign_in: SignIn, put: Put, cast: Cast) -> None:
    ngozi = sign_in("ngozi")
    file = file_of(put(ngozi, "Plan.txt", b"one"))
    ngozi.post(page(file, "/versions"), data={"file": (io.BytesIO(b"two"), "Plan.txt")})
    assert sign_in("greg").post(page(file, "/versions/1/restore")).status_code == 403
    assert ngozi.post(page(file, "/versions/1/restore")).status_code == 303
    assert ngozi.get(page(file, "/versions/3/download")).data == b"one"
    assert "The same as version 1" in ngozi.get(page(file)).text
    assert "made version 1 of Plan.txt the latest again" in ngozi.get(f"/w/{cast.workspace().public_id}/timeline").text


def test_a_withdrawn_file_says_so_and_gives_nothing(sign_in: SignIn, put: Put, work: Work) -> None:
    ngozi = sign_in("ngozi")
    file = file_of(put(ngozi, "Plan.txt", b"The secret words"))
    work()
    file = file_named("Plan.txt")
    assert sign_in("daniel").post(page(file, "/withdraw"), data={"reason": ""}).status_code == 422
    assert sign_in("daniel").post(page(file, "/withdraw"), data={"reason": "The <wrong> plan"}).status_code == 303
    for who in ("maya", "ngozi"):
        shown = sign_in(who).get(page(file, "?page=1")).text
        assert "Withdrawn by Daniel Okafor" in shown
        assert "The &lt;wrong&gt; plan" in shown
        assert "secret" not in shown
        for rest in ("/versions/1/download", "/versions/compare"):
            assert sign_in(who).get(page(file, rest)).status_code == 403
    assert "Withdrawn by" in ngozi.get(page(file).rpartition("/")[0]).text
    assert "Give it out again" not in ngozi.get(page(file)).text
    assert ngozi.post(page(file, "/give-again")).status_code == 403  # the team took it back
    assert "Give it out again" in sign_in("maya").get(page(file)).text
    assert sign_in("maya").post(page(file, "/give-again")).status_code == 303
    ngozi.post(page(file, "/withdraw"), data={"reason": "My own"})
    assert ngozi.post(page(file, "/give-again")).status_code == 303
    assert ngozi.get(page(file, "/versions/1/download")).data == b"The secret words"


def test_what_the_team_deleted_only_the_team_brings_back(sign_in: SignIn, put: Put) -> None:
    priya, maya = sign_in("priya"), sign_in("maya")
    file = file_of(put(priya, "a.txt", b"x"))
    trash = page(file).rpartition("/")[0] + "/trash"
    assert priya.post(page(file, "/delete")).status_code == 303
    assert priya.post(page(file, "/restore")).status_code == 303
    priya.get(trash)  # takes the notice of the deletion away
    assert maya.post(page(file, "/delete")).status_code == 303
    assert "a.txt" not in priya.get(trash).text
    assert priya.post(page(file, "/restore")).status_code == 403
    assert priya.get(page(file, "/versions/1/download")).status_code == 404
    assert sign_in("daniel").post(page(file, "/restore")).status_code == 303
    assert priya.get(page(file, "/versions/1/download")).data == b"x"

"""What is found, and how it is shown."""

from datetime import timedelta

import pytest
import time_machine

from portal.features.discussions import services as discussions
from portal.features.discussions.comments import comment
from portal.features.discussions.models import Post, ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.library.folders import add_folder
from portal.features.library.models import File
from portal.features.library.purging import purge_trash
from portal.features.library.services import add_version, delete_file, rename_file, restore_file
from portal.features.library.store import keep
from portal.features.library.view_only import set_view_only
from portal.features.library.withdrawing import give_again, withdraw_file
from portal.kernel.db import db, now, write
from portal.readers.search import HitKind, instant, search
from tests.cast import Cast
from tests.readers.search.conftest import Find, Pen, work


def test_a_thread_by_its_title(pen: Pen, find: Find) -> None:
    pen.thread("Can the cell pass our allergen change-over audit?", "We have *three* days.", kind=ThreadKind.QUESTION)
    (hit,) = find("priya", "allergen")
    assert (hit.kind, hit.title, hit.what) == (
        HitKind.THREAD,
        "Can the cell pass our allergen change-over audit?",
        "question",
    )
    assert hit.marked == "Can the cell pass our <mark>allergen</mark> change-over audit?"
    assert hit.snippet == "We have three days."
    assert (hit.workspace.name, hit.audience.kind) == ("Palletising at Leeds and Tilburg", "everyone")
    assert hit.author is not None
    assert hit.author.name == "Maya Lindqvist"
    assert hit.url.endswith(f"/threads/{hit.id}")


def test_a_post_by_its_words(pen: Pen, find: Find) -> None:
    thread = pen.thread("Welcome")
    pen.post(
        thread, "Nothing to see. " * 40 + "The gripper passes with 2.5 ppm <script>. " + "Go on. " * 60, who="ngozi"
    )
    (hit,) = find("priya", "grippers")
    assert (hit.kind, hit.title) == (HitKind.POST, "Welcome")
    assert "The <mark>gripper</mark> passes with 2.5 ppm &lt;script&gt;" in hit.snippet
    assert hit.snippet.startswith("…")
    assert len(hit.snippet.striptags()) < 260
    assert hit.author is not None
    assert hit.author.name == "Dr Ngozi Adeyemi-Okonkwo"
    assert "/posts/" in hit.url


def test_posts_of_one_thread_are_one_hit(pen: Pen, find: Find) -> None:
    thread = pen.thread("Gripper")
    for number in range(4):
        pen.post(thread, f"Gripper number {number}")
    (hit,) = find("priya", "gripper")
    assert (hit.kind, hit.more) == (HitKind.THREAD, 4)


def test_a_file_by_its_name_and_by_its_words(pen: Pen, find: Find) -> None:
    pen.file("Safety case.txt", b"Swab results from Kolding: none above 2.5 ppm.")
    assert [(hit.kind, hit.name, hit.page) for hit in find("priya", "safety case")] == [
        (HitKind.FILE, "Safety case.txt", None)
    ]
    (hit,) = find("priya", "swab")
    assert (hit.kind, hit.title, hit.page, hit.what) == (HitKind.FILE, "Safety case.txt", 1, "text/plain")
    assert hit.snippet == "<mark>Swab</mark> results from Kolding: none above 2.5 ppm."
    assert [page.page for page in hit.pages] == [1]
    assert hit.url.endswith("?page=1&find=Swab#page-words")


def test_a_person_by_name_title_and_company(pen: Pen, find: Find) -> None:
    for words in ("Ngozi", "adeyemi okonkwo", "food safety acme"):
        (hit,) = find("priya", words)
        assert (hit.kind, hit.title) == (HitKind.PERSON, "Dr Ngozi Adeyemi-Okonkwo")


def test_all_words_first_then_any(pen: Pen, find: Find, cast: Cast) -> None:
    thread = pen.thread("Welcome")
    both = pen.post(thread, "A vacuum gripper")
    other = pen.thread("Other")
    pen.post(other, "A gripper of another kind")
    assert [hit.id for hit in find("priya", "vacuum gripper")] == [both.public_id]
    assert len(find("priya", "vacuum gripper zeppelin")) == 2
    assert search(cast.actor("priya"), "vacuum gripper zeppelin").either
    assert not search(cast.actor("priya"), "vacuum gripper").either


def test_edited_words_replace_the_earlier_ones(pen: Pen, find: Find, cast: Cast) -> None:
    post = pen.post(pen.thread("Welcome"), "The old word is zeppelin")
    assert find("priya", "zeppelin")
    words = prepare("The new word is airship", cast.audience())
    with write():
        discussions.edit(by=cast.member("maya"), post=db.session.get_one(Post, post.id), words=words)
    assert find("priya", "zeppelin") == []
    assert len(find("priya", "airship")) == 1


def test_deleted_words_are_gone_at_once_and_for_ever(pen: Pen, find: Find, cast: Cast) -> None:
    post = pen.post(pen.thread("Welcome"), "A secret zeppelin")
    assert find("priya", "zeppelin")
    with write():
        discussions.delete_post(by=cast.member("maya"), post=db.session.get_one(Post, post.id))
    late = search(cast.actor("priya"), "zeppelin")  # the index does not know yet
    assert (late.hits, late.total) == ([], 0)
    work()
    assert search(cast.actor("priya"), "zeppelin").total == 0


def test_files_in_the_trash_are_gone_until_restored(pen: Pen, find: Find, cast: Cast) -> None:
    file = pen.file("zeppelin.txt", b"Words of the airship")
    assert find("priya", "airship")
    with write():
        delete_file(by=cast.actor("maya"), file=db.session.get_one(File, file.id))
    assert search(cast.actor("priya"), "airship").hits == []
    assert find("priya", "airship") == find("priya", "zeppelin") == []
    with write():
        restore_file(by=cast.actor("maya"), file=db.session.get_one(File, file.id))
    assert len(find("priya", "airship")) == len(find("priya", "zeppelin")) == 1


def test_the_words_of_a_withdrawn_file_are_gone_until_it_is_given_again(pen: Pen, find: Find, cast: Cast) -> None:
    file = pen.file("zeppelin.txt", b"Words of the airship")
    assert find("priya", "airship")
    with write():
        withdraw_file(by=cast.actor("maya"), file=db.session.get_one(File, file.id), reason="Old")
    assert search(cast.actor("priya"), "airship").hits == []  # the index does not know yet
    assert find("priya", "airship") == []
    assert len(find("priya", "zeppelin")) == 1
    with write():
        give_again(by=cast.actor("maya"), file=db.session.get_one(File, file.id))
    assert len(find("priya", "airship")) == 1


def test_guests_are_told_no_words_of_what_lies_view_only(pen: Pen, find: Find, cast: Cast) -> None:
    file = pen.file("zeppelin.txt", b"Words of the airship")
    with write():
        by, workspace = cast.actor("maya"), cast.workspace()
        above, below = None, None
        for name in ("Data room", "Contracts"):
            above, below = (
                below,
                add_folder(by=by, workspace=workspace, audience=cast.audience(), parent=below, name=name),
            )
        assert above is not None
        db.session.get_one(File, file.id).folder = below
        set_view_only(by=by, folder=above, on=True, copies=True)
    assert find("priya", "airship") == []
    for words in ("airship", '"the airship"', "airs"):
        told = search(cast.actor("priya"), words)  # nor that they stand somewhere
        assert (told.total, [count for facet in told.facets.values() for count in facet if count.number]) == (0, [])
    (hit,) = find("priya", "zeppelin")  # its name is no secret
    assert (hit.snippet, hit.pages) == ("", [])
    (hit,) = find("priya", "zeppelin airship")
    assert "airship" not in hit.snippet
    (hit,) = find("maya", "airship")
    assert "<mark>airship</mark>" in hit.snippet


def test_a_comment_on_a_file_by_its_words(pen: Pen, find: Find, cast: Cast) -> None:
    file, words = pen.file("Safety case.txt", b"Swabs"), prepare("Which airship?", cast.audience())
    with write():
        found, by = db.session.get_one(File, file.id), cast.member("ngozi")
        post = comment(by=by, file=found, spot=discussions.Spot(1), words=words)
    (hit,) = find("priya", "airship")
    assert (hit.kind, hit.title) == (HitKind.POST, "Safety case.txt")
    assert hit.url.endswith(f"/posts/{db.session.get_one(Post, post.id).public_id}")
    with write():
        delete_file(by=cast.actor("maya"), file=db.session.get_one(File, file.id))
    with time_machine.travel(now() + timedelta(days=31)):
        assert purge_trash() == 1
    assert {hit.kind for hit in find("priya", "safety case")} <= {HitKind.PERSON}  # it named its comments, too
    assert [hit.title for hit in find("priya", "airship")] == ["Comments on a file that is gone"]


def test_a_newer_version_and_a_new_name_replace_the_old(pen: Pen, find: Find, cast: Cast) -> None:
    file = pen.file("zeppelin.txt", b"Words of the airship")
    find("priya", "airship")
    content = keep(cast.workspace().public_id, "later.txt", [b"Words of the balloon"], limit=1000)
    with write():
        row = db.session.get_one(File, file.id)
        add_version(by=cast.actor("maya"), file=row, content=content)
        rename_file(by=cast.actor("maya"), file=row, name="montgolfier.txt")
    assert find("priya", "airship") == find("priya", "zeppelin") == []
    assert [hit.name for hit in find("priya", "balloon")] == ["montgolfier.txt"]
    assert [hit.name for hit in find("priya", "montgolfier")] == ["montgolfier.txt"]


def test_newest_first(pen: Pen, find: Find) -> None:
    for number in range(3):
        pen.thread(f"Gripper {number}", "gripper " * (3 - number))
    assert [hit.title for hit in find("priya", "gripper", order="newest")] == ["Gripper 2", "Gripper 1", "Gripper 0"]


def test_pages_of_results(pen: Pen, find: Find, cast: Cast) -> None:
    for number in range(25):
        pen.thread(f"Gripper {number}")
    first, second = find("priya", "gripper"), find("priya", "gripper", page=2)
    assert (len(first), len(second)) == (20, 5)
    assert len({hit.id for hit in first + second}) == 25
    results = search(cast.actor("priya"), "gripper", page=99)
    assert (results.hits, results.total, results.pages) == ([], 25, 2)


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("griper", "gripper"),
        ("the griper price", "the gripper price"),
        ("gripepr", "gripper"),
        ("zeppelni", "zeppelin"),
    ],
)
def test_a_likelier_spelling(pen: Pen, find: Find, cast: Cast, typed: str, suggested: str) -> None:
    pen.thread("Gripper price", "With the Zeppelin")
    find("priya", "price")
    assert search(cast.actor("priya"), typed).suggestion == suggested


def test_no_suggestion_from_what_others_say(pen: Pen, find: Find, cast: Cast) -> None:
    pen.thread("Gripper price", "A zeppelin", audience="team")
    find("priya", "price")
    assert search(cast.actor("daniel"), "griper").suggestion == "gripper"
    assert search(cast.actor("priya"), "griper").suggestion is None
    assert search(cast.actor("priya"), "zepelin").suggestion is None


def test_instant_completes_the_last_word(pen: Pen, cast: Cast) -> None:
    pen.thread("Washdown-rated gripper on both lines")
    pen.thread("Other", "The washdown is done")
    pen.file("Washdown test protocol.txt", b"words")
    work()
    found = instant(cast.actor("priya"), "washd")
    assert {kind: [hit.title for hit in hits] for kind, hits in found.items()} == {
        HitKind.THREAD: ["Washdown-rated gripper on both lines"],
        HitKind.FILE: ["Washdown test protocol.txt"],
    }
    assert found[HitKind.THREAD][0].marked == "<mark>Washd</mark>own-rated gripper on both lines"
    found = instant(cast.actor("priya"), "washdown")
    assert [hit.title for hit in found[HitKind.POST]] == ["Other"]
    assert [hit.title for hit in instant(cast.actor("priya"), "adey")[HitKind.PERSON]] == ["Dr Ngozi Adeyemi-Okonkwo"]

"""The words of one page, where a hit of the search leads."""

from collections.abc import Callable

from portal.features.library.models import File, PageText
from portal.features.library.sniff import TEST_VIRUS
from portal.kernel.db import db
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_of

Work = Callable[[], int]


def _page(file: File, rest: str = "") -> str:
    return f"/w/{file.workspace.public_id}/files/{file.public_id}{rest}"


def test_a_hit_leads_to_the_words_of_its_page(sign_in: SignIn, put: Put, work: Work) -> None:
    priya = sign_in("priya")
    file = file_of(put(priya, "a.txt", b"Swab <b>results</b> from Kolding; the swabs are new."))
    page = _page(file)
    work()
    assert "<mark>" not in priya.get(page).text
    shown = priya.get(f"{page}?page=1&find=swab&find=results").text
    assert "<mark>Swab</mark> &lt;b&gt;<mark>results</mark>&lt;/b&gt; from Kolding; the swabs are new." in shown
    for rest in ("?page=2", "?page=0", "?page=-1", "?page=99999999999999999999", "?page=x", "?find=swab"):
        answer = priya.get(page + rest)
        assert (answer.status_code, "from Kolding" in answer.text) == (200, True)


def test_the_words_of_a_team_file_are_nothing_to_guests(sign_in: SignIn, put: Put, work: Work) -> None:
    file = file_of(put(sign_in("maya"), "Floor.txt", b"the discount floor", audience="team"))
    page = _page(file, "?page=1&find=discount")
    work()
    assert "the <mark>discount</mark> floor" in sign_in("maya").get(page).text
    answer = sign_in("priya").get(page)
    assert (answer.status_code, "floor" in answer.text) == (404, False)


def test_a_file_that_is_refused_shows_no_words(sign_in: SignIn, put: Put) -> None:
    file = file_of(put(sign_in("maya"), "a.txt", TEST_VIRUS))
    page = _page(file, "?page=1")
    db.session.add(PageText(version_id=file.versions[0].id, page=1, text="what it says"))
    db.session.commit()
    shown = sign_in("maya").get(page)
    assert (shown.status_code, "what it says" in shown.text, "?page=1" in shown.text) == (200, False, False)


def test_words_go_from_page_to_page(sign_in: SignIn, put: Put, work: Work) -> None:
    maya = sign_in("maya")
    file = file_of(put(maya, "a.txt", b"first"))
    page, version = _page(file, "?page=4&plain=1"), file.versions[0].id
    work()
    db.session.add_all(PageText(version_id=version, page=number, text=f"on {number}") for number in (4, 9))
    db.session.commit()
    shown = maya.get(page).text
    assert "on 4" in shown
    assert "?page=1&amp;plain=1#page-words" in shown
    assert "?page=9&amp;plain=1#page-words" in shown

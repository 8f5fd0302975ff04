"""Results and palette rows of the real index, as pages show them: narrowed, in order, and each to its reader alone."""

import re
from html import unescape

import pytest

from portal.features.discussions import marks
from portal.features.discussions.models import ThreadKind
from portal.kernel.db import db, write
from tests.cast import Cast
from tests.conftest import SignIn
from tests.readers.search.conftest import Pen, work
from tests.readers.search.test_pages import options, page

HIT = re.compile(r'<article class="hit".*?</article>', re.DOTALL)
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>")
TITLE = re.compile(r'<h2 class="hit__title"[^>]*><a href="([^"]*)">(.*?)</a>')


@pytest.fixture
def written(pen: Pen) -> Pen:
    """The word "gripper" for Everyone, for the circle, for the team and at another customer's."""
    asked = pen.thread("Which gripper for wet crates?", "Ours weigh 12 kg.", who="ngozi", kind=ThreadKind.QUESTION)
    answer = pen.post(asked, "The washdown gripper, with its cover.", who="maya")
    with write():
        marks.accept(by=pen.cast.member("ngozi"), thread=db.session.merge(asked), post=db.session.merge(answer))
    pen.thread("Gripper price: how far can we go?", audience="team")
    pen.thread("Gripper and liability", audience="circle")
    pen.thread("Gripper for yoghurt", workspace="halden")
    pen.file("Protocol.txt", b"Swab results of the gripper, none above 2.5 ppm.")
    work()
    return pen


def hits(html: str) -> list[str]:
    return [re.sub("<[^>]+>", "", title) for _url, title in TITLE.findall(html)]


def heading(html: str) -> str:
    found = HEADING.search(html)
    assert found is not None
    return unescape(found[1]).translate({0x2068: None, 0x2069: None})


@pytest.mark.usefixtures("written")
def test_everybody_is_told_only_of_what_is_theirs(sign_in: SignIn) -> None:
    rep, customer = page(sign_in, "maya", "/search?q=gripper"), page(sign_in, "priya", "/search?q=gripper")
    assert heading(rep) == "5 results in 2 workspaces for “gripper”"
    assert heading(customer) == "2 results in Palletising at Leeds and Tilburg for “gripper”"
    for word in ("how far", "liability", "yoghurt", "Our team only", "Legal, both sides", "Halden"):
        assert word in rep
        assert word not in re.sub("<template.*?</template>", "", customer, flags=re.DOTALL)  # blank badges of any kind
    assert heading(page(sign_in, "rashid", "/search?q=gripper")) == "Nothing found for “gripper”"


@pytest.mark.usefixtures("written")
def test_a_hit_carries_its_readers_its_state_and_its_words(sign_in: SignIn) -> None:
    html = page(sign_in, "priya", "/search?q=gripper")
    question, file = sorted(HIT.findall(html), key=lambda each: "Protocol" in each)
    assert 'data-aud="everyone"' in question
    assert "Answered question" in question
    assert "Which <mark>gripper</mark> for wet crates?" in question
    assert "Dr Ngozi Adeyemi-Okonkwo, Acme Foods" in question
    assert "1 reply" in question
    assert "Inside a file" in file
    assert "results of the <mark>gripper</mark>, none above" in file


@pytest.mark.usefixtures("written")
def test_filters_narrow_and_stay_chosen(sign_in: SignIn, cast: Cast) -> None:
    html = page(sign_in, "maya", "/search?q=gripper&audience=team")
    assert hits(html) == ["Gripper price: how far can we go?"]
    assert re.search(r'name="audience" value="team" form="search-form" checked', html)
    assert 'href="/search?q=gripper"' in html  # the chip
    halden = cast.workspace("halden").public_id
    inside = page(sign_in, "maya", f"/search?q=gripper&workspace={halden}")
    assert heading(inside) == "1 result in Halden packing line for “gripper”"
    both = page(sign_in, "maya", "/search?q=gripper&kind=file&kind=thread")
    assert len(hits(both)) == 5
    assert hits(page(sign_in, "maya", "/search?q=gripper&kind=file")) == ["Protocol.txt"]


@pytest.mark.usefixtures("written")
def test_operators_stand_as_chips_and_unknown_values_are_explained(sign_in: SignIn) -> None:
    html = page(sign_in, "maya", "/search?q=gripper+in:halden")
    assert heading(html) == "1 result in Halden packing line for “gripper”"
    assert 'class="chip" href="/search?q=gripper"' in html
    html = page(sign_in, "maya", "/search?q=gripper+before:someday")
    assert "“before:someday” was not used." in html
    assert "Write 2026-11-05, 5-nov or today." in html


@pytest.mark.usefixtures("written")
def test_nothing_found_says_what_to_try(sign_in: SignIn, cast: Cast) -> None:
    html = page(sign_in, "priya", f"/search?q=gripers+yoghurt&workspace={cast.workspace().public_id}&kind=file")
    assert "Search without filters" in html
    assert "Search all workspaces" in html


@pytest.mark.usefixtures("written")
def test_a_likelier_spelling_is_offered_only_from_ones_own_words(sign_in: SignIn) -> None:
    assert "liability" in page(sign_in, "maya", "/search?q=liabilty")
    assert "liability" not in page(sign_in, "priya", "/search?q=liabilty")


def test_the_next_page_is_a_link_and_the_newest_can_come_first(pen: Pen, sign_in: SignIn) -> None:
    for number in range(23):
        pen.thread(f"Gripper {number:02d}")
    work()
    first = page(sign_in, "priya", "/search?q=gripper&order=newest&kind=thread&kind=post")
    assert hits(first)[:2] == ["Gripper 22", "Gripper 21"]
    (following,) = re.findall(r'href="([^"]*)" rel="next"', first)
    second = page(sign_in, "priya", following)
    assert hits(second) == ["Gripper 02", "Gripper 01", "Gripper 00"]
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second
    assert following.count("kind=") == 2


@pytest.mark.usefixtures("written")
def test_a_palette_groups_what_it_finds_and_remembers_by_id(sign_in: SignIn, cast: Cast) -> None:
    html = page(sign_in, "maya", "/search/palette?q=gripp")
    assert re.findall(r'class="palette__h"[^>]*>([^<]*)<', html)[0] == "Threads"
    assert "<mark>Gripp</mark>er price" in html
    assert 'data-aud="team"' in html
    assert re.search(r'data-item="thread:[a-z0-9]{16}"', html)
    assert "4 results" in html
    inside = page(sign_in, "maya", f"/search/palette?q=gripp&workspace={cast.workspace('halden').public_id}")
    assert len(options(inside)) == 3  # the thread, all results here, all workspaces
    customer = page(sign_in, "priya", "/search/palette?q=gripp")
    assert "price" not in customer
    assert "yoghurt" not in customer


@pytest.mark.usefixtures("written")
def test_a_palette_finds_people_with_their_company(sign_in: SignIn) -> None:
    html = page(sign_in, "maya", "/search/palette?q=ngoz")
    assert "People" in html
    assert "<mark>Ngoz</mark>i" in html
    assert "Acme Foods" in html
    assert "Ngozi" not in page(sign_in, "birgitte", "/search/palette?q=ngoz").replace("q=ngoz", "")


def test_hostile_words_stay_words(pen: Pen, sign_in: SignIn) -> None:
    pen.thread("<img src=x onerror=alert(1)> gripper " + "long " * 50, "<script>alert(2)</script> **gripper**")
    pen.file('"><svg onload=alert(3)> gripper.txt', b"</mark><script>alert(4)</script> gripper")
    work()
    for url in ("/search?q=gripper", "/search/palette?q=gripper", "/search?q=gripper+%22%3E%3Cscript%3E"):
        html = sign_in("priya").get(url).get_data(as_text=True)
        assert "<img src=x" not in html
        assert "<svg onload" not in html
        assert "<script>alert" not in html
        assert '"><script>' not in html


def test_while_the_index_is_missing_the_page_says_so(pen: Pen, sign_in: SignIn) -> None:
    pen.thread("Gripper")
    html = page(sign_in, "priya", "/search?q=gripper")
    assert heading(html) == "The search is being made ready"
    assert "Nothing is lost." in html
    assert sign_in("priya").get("/search/palette?q=gripper").status_code == 200

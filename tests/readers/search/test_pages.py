"""The page of results and the palette, as people of the cast meet them."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.features.identity.sessions import TOKEN, open_session
from portal.kernel.db import db, write
from portal.kernel.web import limiter
from tests.cast import Cast, build_cast
from tests.conftest import SignIn, make_app
from tests.features.discussions.test_threads import begin

OPTION = re.compile(r'role="option"[^>]*href="([^"]*)"')


def options(html: str) -> list[str]:
    """Where the rows of a palette lead, in order."""
    return [unescape(url) for url in OPTION.findall(html)]


def page(sign_in: SignIn, who: str, url: str) -> str:
    answer = sign_in(who).get(url)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def test_in_a_workspace_the_search_begins_there(sign_in: SignIn, cast: Cast) -> None:
    place = cast.workspace().public_id
    html = page(sign_in, "maya", f"/w/{place}/threads")
    assert f'href="/search?workspace={place}"' in html
    assert "In Acme Foods" in html


def test_at_home_the_search_begins_everywhere(sign_in: SignIn) -> None:
    html = page(sign_in, "maya", "/")
    assert 'href="/search"' in html
    assert "In Acme Foods" not in html


def test_without_words_the_page_says_what_can_be_asked(sign_in: SignIn, cast: Cast) -> None:
    html = page(sign_in, "priya", f"/search?workspace={cast.workspace().public_id}")
    assert "<h1" in html
    assert "Search in Palletising at Leeds and Tilburg" in html
    assert 'href="/search"' in html  # one click to all workspaces
    assert "from:ngozi" in html


@pytest.mark.parametrize(
    "query", ["date=soon&order=worst&page=-4", "kind=nothing&author=&audience=x", "q=" + "x" * 9000, "q=%00%ff<script>"]
)
def test_nonsense_is_answered_kindly(sign_in: SignIn, query: str) -> None:
    for url in (f"/search?{query}", f"/search/palette?{query}"):
        html = sign_in("maya").get(url).get_data(as_text=True)
        assert "<script>" not in html
        assert len(html) < 60_000


def test_a_palette_without_words_offers_ones_own_workspaces(sign_in: SignIn, cast: Cast) -> None:
    mine = {f"/w/{cast.workspace(word).public_id}" for word in ("acme", "halden")}
    assert set(options(page(sign_in, "maya", "/search/palette"))) == mine
    assert options(page(sign_in, "greg", "/search/palette")) == [f"/w/{cast.workspace().public_id}"]
    assert options(page(sign_in, "rashid", "/search/palette")) == []
    assert options(page(sign_in, "marcus", "/search/palette")) == []


def test_a_palette_finds_workspaces_by_half_a_name_of_either_kind(sign_in: SignIn, cast: Cast) -> None:
    halden, acme = cast.workspace("halden").public_id, cast.workspace().public_id
    assert f"/w/{halden}" in options(page(sign_in, "maya", "/search/palette?q=HALD"))
    assert f"/w/{acme}" in options(page(sign_in, "maya", "/search/palette?q=palletis"))
    assert f"/w/{halden}" not in options(page(sign_in, "greg", "/search/palette?q=hald"))


def test_a_palette_leads_to_all_results_and_from_a_workspace_to_all_workspaces(sign_in: SignIn, cast: Cast) -> None:
    place = cast.workspace().public_id
    everywhere = options(page(sign_in, "maya", "/search/palette?q=audit"))
    inside = options(page(sign_in, "maya", f"/search/palette?q=audit&workspace={place}"))
    assert everywhere[-1] == "/search?q=audit"
    assert inside[-2:] == [f"/search?q=audit&workspace={place}", "/search?q=audit"]


def test_what_was_opened_last_is_shown_only_while_it_may_be_seen(sign_in: SignIn, cast: Cast) -> None:
    open_to_all = begin(sign_in, cast, "ngozi")
    of_the_team = begin(sign_in, cast, "maya", "team", title="How far can we go?")
    items = "+".join(f"thread:{url.rpartition('/')[2]}" for url in (of_the_team, open_to_all))
    rows = f"/search/palette?recent={items}+file:{'x' * 16}+nonsense"
    assert options(page(sign_in, "daniel", rows))[:2] == [of_the_team, open_to_all]
    assert options(page(sign_in, "priya", rows))[:2] == [open_to_all, f"/w/{cast.workspace().public_id}"]
    assert "How far" not in page(sign_in, "priya", rows)
    assert options(page(sign_in, "rashid", rows)) == []


@pytest.mark.parametrize("url", ["/search", "/search/palette"])
def test_another_customers_workspace_is_not_there(sign_in: SignIn, cast: Cast, url: str) -> None:
    halden = cast.workspace("halden").public_id
    unknown = sign_in("priya").get(f"{url}?q=audit&workspace={'x' * 16}")
    forbidden = sign_in("priya").get(f"{url}?q=audit&workspace={halden}")
    assert (unknown.status_code, forbidden.status_code) == (404, 404)
    assert halden not in forbidden.get_data(as_text=True)


def test_through_a_customers_eyes_the_search_stays_in_the_workspace(sign_in: SignIn, cast: Cast) -> None:
    place = cast.workspace().public_id
    team = begin(sign_in, cast, "maya", "team", title="How far can we go?").rpartition("/")[2]
    rep = sign_in("maya")
    rep.post(f"/w/{place}/view-as", data={"member": cast.member("priya").public_id})
    rep.set_cookie("lens", cast.member("priya").public_id)
    html = rep.get(f"/search/palette?workspace={place}&recent=thread:{team}").get_data(as_text=True)
    assert team not in html
    assert "palette#widen" not in rep.get(f"/w/{place}/threads").get_data(as_text=True)


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Flask]:
    """An application that counts."""
    app = make_app(tmp_path, RATELIMIT_ENABLED=True, RATE_SEARCH="3 per minute")
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
    limiter.enabled = False


def test_searching_too_fast_is_stopped_for_that_person_alone(limited: Flask) -> None:
    cast = build_cast()
    maya, priya = (signed_in(limited, cast, word) for word in ("maya", "priya"))
    for url in ("/search?q=audit", "/search/palette?q=audit"):
        assert [maya.get(url).status_code for _ in range(4)] == [200, 200, 200, 429]
        assert priya.get(url).status_code == 200


def signed_in(app: Flask, cast: Cast, word: str) -> FlaskClient:
    with write():
        token = open_session(cast.person(word), browser="test")
    visitor = app.test_client()
    with visitor.session_transaction() as session:
        session[TOKEN] = token
    return visitor


def test_a_hostile_name_of_a_workspace_stays_text(sign_in: SignIn, cast: Cast) -> None:
    with write():
        cast.workspace("halden").name = '"><script>alert(1)</script>'
        cast.workspace("halden").company = None
    db.session.expire_all()
    for url in ("/search/palette", f"/search?workspace={cast.workspace('halden').public_id}"):
        html = sign_in("maya").get(url).get_data(as_text=True)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html

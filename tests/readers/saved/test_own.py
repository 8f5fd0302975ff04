"""The last searches and those one keeps: whose they are, how many, and when they end."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.features.identity.merging import merge
from portal.features.workspaces.offboarding import offboard
from portal.kernel.db import db, write
from portal.kernel.web import Refused
from portal.readers.saved import services
from portal.readers.saved.models import RecentSearch, SavedSearch, Tell
from portal.readers.saved.queries import recent_of, saved_of
from portal.readers.search.asked import Asked
from tests.cast import Cast
from tests.conftest import SignIn

Both = tuple[Flask, Cast]


def remembered(cast: Cast, who: str) -> list[str]:
    return [each.question["q"] for each in recent_of(cast.actor(who), limit=99)]


def remember(cast: Cast, who: str, **asked: object) -> None:
    with write():
        services.remember(by=cast.actor(who), asked=Asked(**asked))  # type: ignore[arg-type]  # fields of a question


def keep(cast: Cast, who: str, text: str, name: str = "", tell: Tell = Tell.NEVER) -> SavedSearch:
    with write():
        return services.keep(by=cast.actor(who), asked=Asked(text=text), name=name, tell=tell)


def shown(client: FlaskClient, url: str = "/search") -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(answer.get_data(as_text=True)))


def test_the_last_searches_stand_once_newest_first_and_are_few(both: Both) -> None:
    _app, cast = both
    for number in range(22):
        remember(cast, "priya", text=f"gripper {number}")
    remember(cast, "priya", text="Gripper 5", kind=("file",))
    remember(cast, "priya", text="")
    assert remembered(cast, "priya") == ["Gripper 5", *(f"gripper {n}" for n in range(21, 1, -1) if n != 5)]
    assert len(remembered(cast, "priya")) == services.MOST_RECENT
    assert remembered(cast, "maya") == []
    with write():
        services.forget(by=cast.actor("maya"))
        services.forget(by=cast.actor("priya"), public_id=recent_of(cast.actor("priya"), limit=1)[0].public_id)
    assert remembered(cast, "priya")[0] == "gripper 21"
    with write():
        services.forget(by=cast.actor("priya"))
    assert remembered(cast, "priya") == []


def test_kept_searches_have_names_of_their_own_and_a_limit(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    _app, cast = both
    kept = keep(cast, "priya", "washdown gripper", "Grippers")
    for text, name, words in (
        ("Washdown Gripper", "Again", "keep this search already"),
        ("other", "gRIPPERS", "another search called"),
        ("other", "\u200b \n", "name"),
        ("", "Nothing", "nothing to look for"),
    ):
        with pytest.raises(Refused, match=words):
            keep(cast, "priya", text, name)
    assert keep(cast, "priya", "words alone").name == "words alone"
    monkeypatch.setattr(services, "MOST_SAVED", 2)
    with pytest.raises(Refused, match="Delete one"):
        keep(cast, "priya", "a third")
    assert keep(cast, "maya", "washdown gripper", "Grippers").person_id == cast.people["maya"]
    with write():
        services.change(
            by=cast.actor("priya"), saved=db.session.get_one(SavedSearch, kept.id), name="x" * 99, tell=Tell.NOW
        )
    assert [(each.name, each.tell) for each, _news in saved_of(cast.actor("priya"))] == [
        ("words alone", "never"),
        ("x" * 80, "now"),
    ]


def test_they_end_with_the_account_and_move_with_a_merged_one(both: Both) -> None:
    _app, cast = both
    for who in ("priya", "ngozi", "emily"):
        remember(cast, who, text="gripper")
        keep(cast, who, "gripper")
    remember(cast, "emily", text="liability")
    with write():
        offboard(by=cast.person("ines"), person=cast.person("priya"))
        merge(kept=cast.person("ngozi"), gone=cast.person("emily"))
    assert remembered(cast, "priya") == []
    assert sorted(remembered(cast, "ngozi")) == ["gripper", "liability"]
    owners = select(SavedSearch.person_id)
    assert sorted(db.session.scalars(owners)) == [cast.people["ngozi"]] * 2
    assert set(db.session.scalars(select(RecentSearch.person_id))) == {cast.people["ngozi"]}


def test_searches_are_remembered_by_a_small_post_and_shown_to_their_owner_alone(sign_in: SignIn, cast: Cast) -> None:
    priya, acme = sign_in("priya"), cast.workspace().public_id
    hostile = '<script>"x" or 1=1'
    for query in ({"q": "gripper", "workspace": acme, "kind": "file"}, {"q": hostile}):
        assert priya.get("/search", query_string=query).status_code == 200
        assert remembered(cast, "priya") == []  # reading writes nothing
    for query in ({"q": "gripper", "workspace": acme, "kind": "file"}, {"q": hostile}):
        assert priya.post("/search/recent", query_string=query).status_code == 204
    assert priya.post("/search/recent?q=x&workspace=nowhere").status_code == 404
    page = shown(priya)
    assert "Searched last" in page
    assert "In Palletising at Leeds and Tilburg, Files" in page
    assert "<script>" not in page.replace('<script src="', "").split("Searched last")[1].split("How to narrow")[0]
    assert "gripper" in shown(priya, "/search/palette")
    for other in ("maya", "ines"):
        assert "Searched last" not in shown(sign_in(other))
    one = recent_of(cast.actor("priya"), limit=1)[0].public_id
    assert sign_in("ines").post("/search/recent/forget", data={"one": one}).status_code == 303
    assert len(remembered(cast, "priya")) == 2
    assert priya.post("/search/recent/forget", data={"one": one}).status_code == 303
    assert remembered(cast, "priya") == ["gripper"]
    assert priya.post("/search/recent/forget").status_code == 303
    assert "Searched last" not in shown(priya)


def test_a_search_is_kept_on_its_page_renamed_and_deleted(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    url = "/search/keep?q=gripper+from:maya&kind=post"
    assert "Keep this search" in shown(priya, "/search?q=gripper+from:maya&kind=post")
    assert priya.post(url, data={"name": "Gripper", "tell": "portal"}).status_code == 303
    again = priya.post(url, data={"name": "Mine still", "tell": "daily"})
    assert again.status_code == 422
    assert "Mine still" in again.get_data(as_text=True)
    assert priya.post(url, data={"name": "Other", "tell": "hourly"}).status_code == 422
    assert "Kept as “Gripper”" in shown(priya, "/search?q=gripper+from:maya&kind=post")
    assert "Kept as" not in shown(priya, "/search?q=gripper+from:maya")
    page = shown(priya)
    assert "gripper from:maya, Posts, counted on every page" in page
    assert 'id="rail-searches"' in page
    saved = saved_of(cast.actor("priya"))[0][0].public_id
    assert sign_in("ines").get(f"/search/saved/{saved}").status_code == 404
    assert sign_in("ines").post(f"/search/saved/{saved}/delete").status_code == 404
    assert priya.post(f"/search/saved/{saved}", data={"name": "", "tell": "never"}).status_code == 422
    assert priya.post(f"/search/saved/{saved}", data={"name": "Arms", "tell": "never"}).status_code == 303
    assert 'id="rail-searches"' not in shown(priya)
    assert "Arms" in shown(priya, f"/search/saved/{saved}")
    assert priya.post(f"/search/saved/{saved}/delete").status_code == 303
    assert saved_of(cast.actor("priya")) == []


def test_what_a_search_was_narrowed_to_is_not_named_to_those_who_left(sign_in: SignIn, cast: Cast) -> None:
    marcus, acme = sign_in("marcus"), cast.workspace().public_id
    circle = cast.audience("circle").public_id
    asked = Asked(text="gripper", workspace=acme, audience=(circle,))
    with write():
        services.keep(by=cast.actor("marcus"), asked=asked, name="Mine", tell=Tell.PORTAL)
        services.remember(by=cast.actor("marcus"), asked=asked)
    page = shown(marcus)
    assert "In a workspace you are not in any more" in page
    assert "Palletising" not in page
    assert "Legal, both sides" not in page
    assert "Searched last" not in page

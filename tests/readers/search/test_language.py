"""A workspace speaks its own language, and one question asks workspaces of several."""

import pytest
from flask import Flask

from portal.features.workspaces.services import change_workspace
from portal.kernel.db import write
from portal.readers.search import search
from portal.readers.search.contents import Noun
from portal.readers.search.engine import search_index
from portal.readers.search.indexer import index_due
from tests.cast import Cast
from tests.conftest import SignIn
from tests.readers.search.conftest import Pen, work


def speak(cast: Cast, language: str, *, who: str = "maya", workspace: str = "acme") -> None:
    with write():
        by = cast.member(who, workspace)
        place = by.workspace
        change_workspace(by=by, name=place.name, brand=place.brand, purpose=place.purpose, language=language)


def test_another_language_is_read_anew(both: tuple[Flask, Cast]) -> None:
    app, cast = both
    with app.test_request_context():
        pen = Pen(cast)
        pen.thread("Neue Häuser", "Die Greifern werden geliefert")
        pen.file("werke.txt", b"Alle Maschinen stehen")
        work()
        assert search(cast.actor("priya"), "haus").total == 0
        speak(cast, "de")
        work()
        for asked in ("haus", "Greifer", "maschine"):
            assert search(cast.actor("priya"), asked).total == 1, asked
        assert search(cast.actor("ngozi"), "ngozi").total == 1, "people, too"
        with search_index().reading() as state:
            assert state.rest() is None
        speak(cast, "en")
        work()
        assert search(cast.actor("priya"), "haus").total == 0
        assert search(cast.actor("priya"), "häuser").total == 1


def test_it_goes_on_where_it_was(pen: Pen, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.readers.search.rereading.ROWS", 1)
    for number in range(3):
        pen.thread(f"Haus {number}", "Häuser")
    work()
    speak(cast, "de")
    places = []
    index = search_index()
    with index.alone("writer"):
        more = True
        while more:
            with index.reading() as state:
                more = index_due(index, state)
            with index.reading() as state:
                places.append(state.rest())
    met = [(each.flags, each.at) for each in places if each is not None]
    assert {each.noun for each in places if each is not None} == {Noun.AGAIN}
    assert met == sorted(set(met)), "each time a little further"
    assert len(met) > 6
    assert places[-1] is None
    assert search(cast.actor("priya"), "haus").total == 3


def test_one_question_asks_workspaces_of_two_languages(pen: Pen, cast: Cast) -> None:
    speak(cast, "de", workspace="halden")
    pen.thread("English", "Machines stand, one dies, and Maschinen is a word of others")
    pen.thread("Deutsch", "Die Maschinen stehen", workspace="halden")
    work()

    def titles(text: str) -> set[str]:
        return {hit.title for hit in search(cast.actor("maya"), text).hits}

    assert titles("maschine") == {"Deutsch"}, "its own forms in each: the English one has no German roots"
    assert titles("maschinen") == {"Deutsch", "English"}
    assert titles("machine") == {"English"}
    assert titles('"die Maschinen"') == {"Deutsch"}
    assert titles("stand machine") == {"English"}
    assert "<mark>Maschinen</mark>" in search(cast.actor("maya"), "maschine").hits[0].snippet
    assert search(cast.actor("maya"), "maschjnen").suggestion == "maschinen"


def test_what_is_quoted_comes_first_as_it_is_quoted(both: tuple[Flask, Cast]) -> None:
    app, cast = both
    with app.test_request_context():
        pen = Pen(cast)
        pen.thread("Delivery", "It was delivered")
        pen.thread("Deliveries", "Deliveries deliveries deliveries")
        pen.thread("Deliveries of delivery", "All deliveries, deliveries")
        work()
        found = [hit.title for hit in search(cast.actor("priya"), '"delivery"').hits]
        assert set(found[:2]) == {"Delivery", "Deliveries of delivery"}
        assert found[2] == "Deliveries"
        assert search(cast.actor("priya"), '"delivery"').total == 3


def test_the_settings_page_changes_it(pen: Pen, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("maya")
    address = f"/w/{cast.workspace().public_id}/settings"
    assert '<option selected value="en">' in client.get(address).text
    said = {"name": "Leeds", "purpose": "", "brand": ""}
    assert client.post(address, data=said | {"language": "fr"}).status_code == 303
    assert '<option selected value="fr">' in client.get(address).text
    assert client.post(address, data=said).status_code == 303
    assert '<option selected value="fr">' in client.get(address).text, "what is not said stays"
    assert client.post(address, data=said | {"language": "<script>"}).status_code == 422
    assert "the language" in client.get(f"/w/{cast.workspace().public_id}/timeline").text

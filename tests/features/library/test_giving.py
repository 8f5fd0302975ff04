"""What is given of a version: every way is an opening, ends with the right to it, and is asked again after a wait."""

from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal.features.library import downloads, views_attached, views_compare, views_pages, views_parts
from portal.features.library.models import File, Folder
from portal.features.library.stages import stage
from portal.features.library.view_only import set_view_only
from portal.kernel.db import db, now, write
from portal.kernel.ledger import Entry
from tests.access.world import TUNE
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_of, mail_with
from tests.features.library.test_outline import letter
from tests.features.library.test_previews import CASE, at
from tests.features.library.test_view_only import closed, folder

WAYS = {
    "page_picture": ("Case.pdf", "/pages/1.webp?width=400"),
    "page_places": ("Case.pdf", "/pages/1/words"),
    "find_in": ("Case.pdf", "/find?q=ppm"),
    "outline_picture": ("Letter.eml", "/pictures/1.webp"),
    "attached": ("Letter.eml", "/attached/1"),
    "attached_page": ("Mail.eml", "/attached/1/pages/1.webp?width=400"),
    "attached_places": ("Mail.eml", "/attached/1/pages/1/words"),
    "attached_picture": ("Mail.eml", "/attached/2/pictures/1.webp"),
    "media": ("Tune.mp3", "/media"),
    "download": ("Tune.mp3", "/download"),
    "compare_versions": ("Case.pdf", "/../compare?from=1&to=1"),
}
BYTES = {"Case.pdf": CASE, "Letter.eml": letter(), "Tune.mp3": TUNE, "Mail.eml": mail_with(CASE, letter())}


@pytest.fixture
def files(sign_in: SignIn, put: Put, cast: Cast) -> dict[str, File]:
    """A folder of Maya's with a file of each kind."""
    maya = sign_in("maya")
    place = folder(maya, cast, "Data room")
    return {name: file_of(put(maya, name, data, folder=place)) for name, data in BYTES.items()}


def way_to(files: dict[str, File], endpoint: str) -> str:
    name, rest = WAYS[endpoint]
    if rest.startswith("/../"):
        return at(files[name], page=True) + f"/versions/{rest.removeprefix('/../')}"
    return at(files[name], rest)


def openings() -> int:
    return db.session.scalar(select(func.count(Entry.id)).where(Entry.kind == "file.opened")) or 0


def test_every_route_that_gives_something_to_read_is_here(app: Flask) -> None:
    reading = {
        rule.endpoint.removeprefix("library.")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("library.") and "GET" in (rule.methods or ()) and "number" in rule.arguments
    }
    assert reading | {"compare_versions"} == set(WAYS)


def test_each_is_an_opening_once_a_day(sign_in: SignIn, files: dict[str, File]) -> None:
    priya, begun = sign_in("priya"), now()
    assert priya.get(at(files["Case.pdf"], "/pages/1.webp?width=160")).status_code == 200
    assert openings() == 0  # too small to be read
    for day, endpoint in enumerate(WAYS):
        before = openings()
        for hours, told in ((0, 2), (0.5, 2), (20, 4 if endpoint in ("download", "compare_versions") else 2)):
            with time_machine.travel(begun + timedelta(days=day, hours=day + hours), tick=True):
                answer = priya.get(way_to(files, endpoint))
                assert answer.status_code == 200, endpoint
                answer.close()
                assert openings() - before == told, (endpoint, hours)
    assert sign_in("daniel").get(way_to(files, "page_picture")).status_code == 200
    assert openings() == before + told  # the team's own leave no trace


def test_only_who_has_opened_a_version_looks_again_without_a_trace(sign_in: SignIn, files: dict[str, File]) -> None:
    priya, url = sign_in("priya"), at(files["Case.pdf"], page=True)
    for hours, told in ((0, 2), (3, 2), (72, 2)):
        with time_machine.travel(now() + timedelta(hours=hours), tick=True):
            assert priya.get(url, headers={"X-Purpose": "refresh"}).status_code == 200
            assert openings() == told


def shut(cast: Cast) -> None:
    """Maya makes the folder view-only."""
    with write():
        found = db.session.scalars(select(Folder)).one()
        set_view_only(by=cast.actor("maya"), folder=found, on=True, copies=False)


SLOW: dict[str, tuple[ModuleType, str]] = {
    "page_picture": (views_pages, "page_image"),
    "page_places": (views_pages, "page_runs"),
    "find_in": (views_pages, "pages_with"),
    "outline_picture": (views_parts, "outline_part"),
    "attached": (views_parts, "attachment"),
    "attached_page": (views_attached, "page_image"),
    "compare_versions": (views_compare, "words_of"),
}


@pytest.mark.parametrize("case", [*((each, "shut") for each in SLOW), ("page_picture", "deleted")])
def test_rights_that_end_during_a_wait_give_nothing(
    sign_in: SignIn, files: dict[str, File], cast: Cast, monkeypatch: pytest.MonkeyPatch, case: tuple[str, str]
) -> None:
    endpoint, end = case
    module, slow = SLOW[endpoint]
    real: Callable[..., Any] = getattr(module, slow)

    def waited(*given: Any) -> Any:
        made = real(*given)
        if end == "shut":
            shut(cast)
        else:
            with write():
                db.session.get_one(File, files["Case.pdf"].id).deleted_at = now()
        return made

    monkeypatch.setattr(module, slow, waited)
    assert sign_in("priya").get(way_to(files, endpoint)).status_code == (403 if end == "shut" else 404)
    assert openings() == 0


def test_a_page_that_took_long_shows_what_is_given_then(
    sign_in: SignIn, put: Put, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    maya = sign_in("maya")
    file = file_of(put(maya, "price.txt", b"Forty two thousand", folder=folder(maya, cast, "Data room")))
    real: Callable[..., Any] = getattr(stage, "text_stage")  # noqa: B009 (it comes from elsewhere)

    def waited(seen: Any) -> Any:
        made = real(seen)
        shut(cast)
        return made

    monkeypatch.setattr(stage, "text_stage", waited)
    monkeypatch.setattr("portal.features.library.views_file.LONG", 0.0)
    shown = sign_in("priya").get(at(file, page=True)).text
    assert "Forty two thousand" not in shown
    assert "Its folder is view-only." in shown


@pytest.mark.parametrize("way", ["download", "media", "zip", "copy"])
def test_what_flows_ends_when_its_folder_becomes_view_only(
    sign_in: SignIn, put: Put, cast: Cast, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(downloads, "RECHECK", 0.0)
    maya, priya = sign_in("maya"), sign_in("priya")
    place = folder(maya, cast, "Data room")
    data = CASE if way == "copy" else TUNE + b"\0" * 2_000_000
    file = file_of(put(maya, "Case.pdf" if way == "copy" else "Tune.mp3", data, folder=place))
    if way == "copy":  # of pages with a mark, which may be downloaded until then
        closed(maya, cast, place, on="1", copies="1")
    zipped = f"{at(file, page=True).rpartition('/')[0]}/zip"
    url = zipped if way == "zip" else at(file, "/media" if way == "media" else "/download")
    answer = priya.get(url, buffered=False)
    chunks = iter(answer.response)
    assert next(chunks)
    shut(cast)
    with pytest.raises(downloads.Stopped):
        list(chunks)
    answer.close()


def test_it_is_asked_often_enough() -> None:
    assert downloads.RECHECK <= 1.0  # seconds, for an end within two

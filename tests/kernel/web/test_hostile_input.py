"""What no browser sends: NUL and endless numbers, in every place of a request, on the database that refuses them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.features.discussions.models import Post
from portal.features.identity.sessions import TOKEN, open_session
from portal.kernel.db import db, write
from tests.cast import Cast, build_cast
from tests.conftest import make_app

LONG = "9" * 30


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, postgres: str) -> Iterator[tuple[Flask, Cast]]:
    app = make_app(tmp_path_factory.mktemp("hostile"), postgres)
    with app.app_context():
        db.drop_all()
        db.create_all()
        yield app, build_cast()
        db.session.remove()
        db.drop_all()
        db.engine.dispose()


@pytest.fixture
def admin(world: tuple[Flask, Cast]) -> FlaskClient:
    return known(*world, "ines")


@pytest.fixture
def rep(world: tuple[Flask, Cast]) -> FlaskClient:
    return known(*world, "maya")


def known(app: Flask, cast: Cast, who: str) -> FlaskClient:
    visitor = app.test_client()
    with write():
        token = open_session(cast.person(who), browser="test")
    with visitor.session_transaction() as session:
        session[TOKEN] = token
    return visitor


@pytest.mark.parametrize(
    "query",
    [
        "/search?q=a%00b&workspace=%00",
        "/search?q=%00&author=%00&audience=%00&kind=%00&date=%00",
        "/search/palette?q=a%00&recent=thread:%00",
        "/since?audience=%00:1&thread=%00",
        "/since?%00=1",
        "{place}/threads?show=%00&page=%00",
        "{place}/files?audience=%00&find=%00",
        "{place}/timeline?group=%00&member=%00",
        "{place}/attachments?audience=everyone&form=reply&q=%00",
        "{place}/mentions?audience=everyone&q=%00",
        "/sign-in?next=%00",
    ],
)
def test_queries_are_read_without_it(world: tuple[Flask, Cast], rep: FlaskClient, query: str) -> None:
    url = query.format(place=f"/w/{world[1].workspace().public_id}")
    assert rep.get(url).status_code in (200, 302, 303, 400, 404), url


@pytest.mark.parametrize("path", ["/w/%00", "{place}/threads/%00", "{place}/files/a%00", "/join/%00", "/ask/%00"])
def test_no_address_has_it(world: tuple[Flask, Cast], rep: FlaskClient, path: str) -> None:
    assert rep.get(path.format(place=f"/w/{world[1].workspace().public_id}")).status_code == 404


def test_fields_lose_it_and_nothing_else(world: tuple[Flask, Cast], rep: FlaskClient) -> None:
    place = f"/w/{world[1].workspace().public_id}/threads"
    typed = {"title": "W\0ords", "body": "Mo\0re", "kind": "question", "audience": "every\0one", "key": "k\0"}
    assert rep.post(place, data=typed).status_code == 303
    assert db.session.scalars(db.select(Post.body)).all() == ["More"]


def test_a_cookie_cannot_carry_it(world: tuple[Flask, Cast], rep: FlaskClient) -> None:
    cookie = rep.get_cookie("throughline")
    assert cookie is not None
    headers = {"Cookie": f'throughline={cookie.value}; lens="\\000"'}
    answer = world[0].test_client(use_cookies=False).get(f"/w/{world[1].workspace().public_id}", headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("url", [f"/admin/work/{LONG}/retry", f"/admin/work/mail/{LONG}/again"])
def test_endless_numbers_are_no_addresses(admin: FlaskClient, url: str) -> None:
    assert admin.post(url).status_code == 404


def test_endless_numbers_on_the_other_database(app: Flask, tmp_path: Path, cast: Cast) -> None:
    assert tmp_path.exists()
    assert known(app, cast, "ines").post(f"/admin/work/{LONG}/retry").status_code == 404

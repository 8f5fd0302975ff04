"""Photos and logos over HTTP: who may set them, who sees them, when they go."""

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.features.workspaces.services import remove_member
from portal.kernel.db import db, write
from portal.kernel.pictures import LARGEST, Picture
from tests.cast import Cast
from tests.conftest import SignIn


def send(client: FlaskClient, url: str, field: str, data: bytes | None = None) -> TestResponse:
    if data is None:
        file = io.BytesIO()
        Image.effect_noise((900, 900), 90).save(file, "PNG")
        data = file.getvalue()
    boundary, body = encode_multipart({field: FileStorage(io.BytesIO(data), "me.png")})
    return client.post(url, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def photo_url(cast: Cast, who: str, workspace: str = "acme") -> str:
    db.session.expire_all()
    member = cast.member(who, workspace)
    return f"/w/{cast.workspace(workspace).public_id}/people/{member.public_id}/photo/{member.person.photo}"


def test_a_photo_is_seen_by_those_who_share_a_workspace(sign_in: SignIn, cast: Cast) -> None:
    assert send(sign_in("emily"), "/profile/photo", "photo").status_code == 303
    url = photo_url(cast, "emily")
    assert url in sign_in("priya").get(f"/w/{cast.workspace().public_id}/people").text
    shown = sign_in("maya").get(url)
    assert (shown.status_code, shown.mimetype) == (200, "image/webp")
    assert "private" in shown.headers["Cache-Control"]
    for who in ("birgitte", "rashid", "marcus", "ines"):
        assert sign_in(who).get(url).status_code == 404, who
    mine = f"/profile/photo/{cast.person('emily').photo}"
    assert sign_in("emily").get(mine).status_code == 200
    assert sign_in("priya").get(mine).status_code == 404


def test_the_one_before_is_forgotten(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in("emily")
    send(client, "/profile/photo", "photo")
    first = photo_url(cast, "emily")
    send(client, "/profile/photo", "photo")
    assert client.get(first).status_code == 404
    assert client.get(photo_url(cast, "emily")).status_code == 200
    client.post("/profile/photo/remove")
    assert db.session.scalar(select(func.count(Picture.id))) == 0
    assert "/photo/" not in sign_in("maya").get(f"/w/{cast.workspace().public_id}/people").text


def test_whoever_left_is_an_outline(sign_in: SignIn, cast: Cast) -> None:
    send(sign_in("emily"), "/profile/photo", "photo")
    url = photo_url(cast, "emily")
    with write():
        remove_member(by=cast.member("maya"), member=cast.member("emily"))
    assert sign_in("maya").get(url).status_code == 404


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"<svg onload=alert(1)>"])
def test_what_is_no_picture_is_said_where_one_is(sign_in: SignIn, data: bytes) -> None:
    answer = send(sign_in("emily"), "/profile/photo", "photo", data)
    assert answer.status_code == 422
    assert "This is no picture we can read" in answer.text


def test_too_large_a_file_is_refused_kindly(sign_in: SignIn) -> None:
    answer = send(sign_in("emily"), "/profile/photo", "photo", b"\0" * (LARGEST + 10**6))
    assert answer.status_code == 422
    assert "larger than 15 MB" in answer.text
    assert "Choose a picture first" in sign_in("emily").post("/profile/photo", data={}).text


def test_the_owner_gives_a_workspace_its_logo(sign_in: SignIn, cast: Cast) -> None:
    place = f"/w/{cast.workspace().public_id}"
    assert send(sign_in("daniel"), f"{place}/logo", "logo").status_code == 403
    assert send(sign_in("maya"), f"{place}/logo", "logo").status_code == 303
    url = f"{place}/logo/{cast.workspace().logo}"
    assert url in sign_in("greg").get(place).text
    assert sign_in("greg").get(url).status_code == 200
    assert sign_in("birgitte").get(url).status_code == 404
    assert "no picture we can read" in send(sign_in("maya"), f"{place}/logo", "logo", b"words").text
    assert sign_in("maya").post(f"{place}/logo/remove").status_code == 303
    assert "/logo/" not in sign_in("greg").get(place).text


def test_it_needs_the_token_of_the_form(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in("emily")
    client.application.config["WTF_CSRF_ENABLED"] = True
    assert send(client, "/profile/photo", "photo").status_code == 400
    assert cast.person("emily").photo is None

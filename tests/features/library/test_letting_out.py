"""Staff who take a file out of a view-only folder say that customers shall get the original."""

import pytest
from sqlalchemy import select

from portal.features.library.models import File
from portal.features.library.services import copy_file, move_file
from portal.kernel.db import db, write
from portal.kernel.web import Refused
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_of, place
from tests.features.library.test_view_only import closed, folder


@pytest.fixture
def room(sign_in: SignIn, put: Put, cast: Cast) -> tuple[str, str]:
    """A view-only folder with a folder below it, and a file of Maya's in that."""
    maya = sign_in("maya")
    above = folder(maya, cast, "Data room")
    file = file_of(put(maya, "price.txt", b"Forty two thousand", folder=folder(maya, cast, "Contracts", above)))
    assert closed(maya, cast, above, on="1") == 303
    return above, file.public_id


def living() -> set[tuple[str, str]]:
    """Names of files, and of the folders they lie in."""
    found = db.session.scalars(select(File).where(File.deleted_at.is_(None))).unique()
    return {(file.name, file.folder.name if file.folder else "") for file in found}


@pytest.mark.parametrize("deed", ["move", "copy"])
def test_staff_say_that_customers_shall_get_the_original(
    sign_in: SignIn, cast: Cast, room: tuple[str, str], deed: str
) -> None:
    maya, url = sign_in("maya"), place(cast, f"/{room[1]}/{deed}")
    said = {"folder": "", "audience": cast.audience().public_id}
    asked = maya.post(url, data=said)
    assert asked.status_code == 200
    assert "Customers will then get the original" in asked.text
    assert "“Data room” is view-only." in asked.text
    assert deed == "copy" or "It goes to “Files”." in asked.text
    again = maya.post(url, data=said | {"out_asked": "1"})
    assert (again.status_code, "Tick the box" in again.text) == (422, True)
    assert living() == {("price.txt", "Contracts")}
    assert maya.post(url, data=said | {"let_out": "yes"}).status_code == 303
    assert ("price.txt", "") in living()


def test_nothing_is_asked_where_nothing_gets_out(sign_in: SignIn, cast: Cast, room: tuple[str, str]) -> None:
    maya, team = sign_in("maya"), cast.audience("team").public_id
    assert maya.post(place(cast, f"/{room[1]}/move"), data={"folder": room[0]}).status_code == 303
    out = {"audience": team, "sure": team}
    assert maya.post(place(cast, f"/{room[1]}/copy"), data=out).status_code == 303
    assert living() == {("price.txt", "Data room"), ("price.txt", "")}
    wide = cast.audience().public_id
    asked = maya.post(place(cast, f"/{room[1]}/copy"), data={"audience": wide, "sure": wide})
    assert "Customers will then get the original" in asked.text


@pytest.mark.parametrize("deed", ["move", "copy"])
def test_several_are_let_out_only_with_the_tick(sign_in: SignIn, cast: Cast, room: tuple[str, str], deed: str) -> None:
    maya, wide = sign_in("maya"), cast.audience().public_id
    open_one = folder(maya, cast, "Archive")
    said = {"deed": deed, "files": room[1], "sure": wide if deed == "copy" else "yes", "audience": wide}
    said |= {"folder": open_one, "here": open_one}
    asked = maya.post(place(cast, "/chosen"), data=said)
    assert "Customers will then get the original" in asked.text
    assert deed == "copy" or f'value="{open_one}" selected' in asked.text
    assert "Tick the box" in maya.post(place(cast, "/chosen"), data=said | {"out_asked": "1"}).text
    assert living() == {("price.txt", "Contracts")}
    assert maya.post(place(cast, "/chosen"), data=said | {"let_out": "yes"}).status_code == 303
    assert ("price.txt", "Archive") in living()


def test_no_caller_lets_out_by_mistake(sign_in: SignIn, cast: Cast, room: tuple[str, str]) -> None:
    file = db.session.scalars(select(File).where(File.public_id == room[1])).one()
    with pytest.raises(Refused), write():
        move_file(by=cast.actor("maya"), file=file, folder=None)
    with pytest.raises(Refused), write():
        copy_file(by=cast.actor("maya"), file=file, audience=file.audience, folder=None)

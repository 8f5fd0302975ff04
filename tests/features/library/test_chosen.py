"""What is done with several files at once: asked first, and with all of them or with none."""

from flask.testing import FlaskClient
from sqlalchemy import select

from portal.features.library.models import File, Folder
from portal.kernel.db import db
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_of, place


def folder(client: FlaskClient, cast: Cast, name: str, audience: str = "everyone") -> str:
    client.post(place(cast, "/folders"), data={"name": name, "audience": audience})
    return db.session.scalars(select(Folder.public_id).where(Folder.name == name)).one()


def living(name: str) -> list[File]:
    return list(db.session.scalars(select(File).where(File.name == name, File.deleted_at.is_(None))))


def test_several_are_moved_at_once(sign_in: SignIn, put: Put, cast: Cast) -> None:
    maya = sign_in("maya")
    names = [file_of(put(maya, f"{word}.txt", b"x")).public_id for word in ("One", "Two")]
    narrow, wide = folder(maya, cast, "Narrow", "team"), folder(maya, cast, "Wide")
    asked = maya.post(place(cast, "/chosen"), data={"deed": "move", "files": names})
    assert "Where to move 2 files?" in asked.text
    assert (wide in asked.text, narrow in asked.text) == (True, False)
    sure = {"deed": "move", "files": names, "sure": "yes"}
    assert maya.post(place(cast, "/chosen"), data=sure | {"folder": narrow}).status_code == 422
    assert living("One.txt")[0].folder is None
    assert maya.post(place(cast, "/chosen"), data=sure | {"folder": wide}).location.endswith(wide)
    assert {file.name for file in db.session.scalars(select(File)) if file.folder} == {"One.txt", "Two.txt"}


def test_copies_for_others_show_who_will_read_them(sign_in: SignIn, put: Put, cast: Cast) -> None:
    maya = sign_in("maya")
    names = [file_of(put(maya, f"{word}.txt", b"x", audience="team")).public_id for word in ("One", "Two")]
    chosen = {"deed": "copy", "files": names}
    assert "Copy 2 files for whom?" in maya.post(place(cast, "/chosen"), data=chosen).text
    wide = chosen | {"audience": cast.audience().public_id}
    asked = maya.post(place(cast, "/chosen"), data=wide)
    assert "4 people at Acme Foods" in asked.text
    assert len(living("One.txt")) == 1
    assert maya.post(place(cast, "/chosen"), data=wide | {"sure": "yes"}).status_code == 200  # sure of what?
    assert maya.post(place(cast, "/chosen"), data=wide | {"sure": wide["audience"]}).status_code == 303
    assert sorted(file.audience.kind for file in living("One.txt")) == ["everyone", "team"]
    page = sign_in("priya").get(place(cast)).text
    assert all(name in page for name in ("One.txt", "Two.txt"))


def test_all_or_nothing(sign_in: SignIn, put: Put, cast: Cast) -> None:
    mine, hers = (file_of(put(sign_in(who), f"{who}.txt", b"x")).public_id for who in ("ngozi", "maya"))
    ngozi = sign_in("ngozi")
    for deed in ("move", "copy", "withdraw", "delete"):
        answer = ngozi.post(place(cast, "/chosen"), data={"deed": deed, "files": [mine, hers], "sure": "yes"})
        assert answer.status_code == 422
        assert "maya.txt” is not yours to change" in answer.text
        assert sign_in("greg").post(place(cast, "/chosen"), data={"deed": deed, "files": mine}).status_code == 403
        assert sign_in("birgitte").post(place(cast, "/chosen"), data={"deed": deed}).status_code == 404
        assert ngozi.post(place(cast, "/chosen"), data={"deed": deed}).status_code == 422
        assert ngozi.post(place(cast, "/chosen"), data={"deed": deed, "files": [mine, "x" * 16]}).status_code == 404
    assert len(living("ngozi.txt")) == 1
    secret = file_of(put(sign_in("maya"), "secret.txt", b"x", audience="team")).public_id
    assert ngozi.post(place(cast, "/chosen"), data={"deed": "zip", "files": secret}).status_code == 404


def test_withdrawing_and_deleting_several(sign_in: SignIn, put: Put, cast: Cast) -> None:
    ngozi = sign_in("ngozi")
    names = [file_of(put(ngozi, f"{word}.txt", b"x")).public_id for word in ("One", "Two")]
    sure = {"files": names, "sure": "yes"}
    assert ngozi.post(place(cast, "/chosen"), data=sure | {"deed": "withdraw"}).status_code == 422
    assert all(file.withdrawn_at is None for file in db.session.scalars(select(File)))
    said = sure | {"deed": "withdraw", "reason": "Wrong ones"}
    assert ngozi.post(place(cast, "/chosen"), data=said).status_code == 303
    assert sign_in("priya").get(place(cast)).text.count("Wrong ones") == 2
    assert ngozi.post(place(cast, "/chosen"), data=sure | {"deed": "delete"}).status_code == 303
    assert living("One.txt") == living("Two.txt") == []

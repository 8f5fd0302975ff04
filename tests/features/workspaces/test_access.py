"""Circles, removal, archive, looking as a customer: over HTTP and by the services, on both databases."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.features.discussions.models import Thread
from portal.features.library.models import Folder
from portal.features.workspaces import audiences, services
from portal.features.workspaces.models import Workspace, WorkspaceKind
from portal.kernel.access import Audience, AudienceKind, Role, may_read
from portal.kernel.db import db, write
from portal.kernel.ledger import Entry, verify
from portal.kernel.web import Refused
from tests.cast import Cast
from tests.conftest import SignIn

Both = tuple[Flask, Cast]


def circle(cast: Cast, *, closed: bool, members: tuple[str, ...] = ()) -> Audience:
    with write():
        return audiences.add_circle(
            by=cast.member("maya"),
            workspace=cast.workspace(),
            name="Price",
            closed=closed,
            members=[cast.member(who) for who in members],
        )


def reads(cast: Cast, who: str, audience: Audience) -> bool:
    return may_read(db.session(), cast.actor(who), audience.id)


def test_the_owner_stays_in_an_open_circle(both: Both) -> None:
    _app, cast = both
    made = circle(cast, closed=False, members=("emily",))
    with pytest.raises(Refused), write():
        audiences.stop_reading(by=cast.member("maya"), member=cast.member("maya"), audience=made)
    with write():
        audiences.stop_reading(by=cast.member("maya"), member=cast.member("emily"), audience=made)
    assert reads(cast, "maya", made)
    assert not reads(cast, "emily", made)
    assert verify(db.session()).findings == []


def test_the_last_reader_of_a_closed_circle_names_another(both: Both) -> None:
    _app, cast = both
    made = circle(cast, closed=True, members=("emily",))
    with write():
        audiences.stop_reading(by=cast.member("maya"), member=cast.member("maya"), audience=made)
    emily = cast.member("emily")
    with pytest.raises(Refused), write():
        audiences.stop_reading(by=emily, member=emily, audience=made)
    with pytest.raises(Refused), write():
        services.remove_member(by=cast.member("maya"), member=cast.member("emily"))
    assert reads(cast, "emily", made)
    with write():
        audiences.let_read(by=cast.member("emily"), member=cast.member("priya"), audience=made)
        services.remove_member(by=cast.member("maya"), member=cast.member("emily"))
    assert reads(cast, "priya", made)
    assert not reads(cast, "emily", made)


def test_removal_closes_everything_at_once(both: Both) -> None:
    _app, cast = both
    with write():
        services.remove_member(by=cast.member("maya"), member=cast.member("emily"))
    for kind in ("everyone", "circle", "team"):
        assert not reads(cast, "emily", cast.audience(kind))
    assert db.session.scalars(Workspace.visible_to(cast.actor("emily"))).all() == []
    assert verify(db.session()).findings == []


def test_only_staff_can_ever_read_our_team(both: Both) -> None:
    _app, cast = both
    with pytest.raises(Refused), write():
        audiences.let_read(by=cast.member("maya"), member=cast.member("priya"), audience=cast.audience("team"))


def test_whoever_comes_back_is_the_same_member(both: Both) -> None:
    _app, cast = both
    before = cast.member("marcus").public_id
    with write():
        services.join(
            by=cast.member("maya"),
            workspace=cast.workspace(),
            person=cast.person("marcus"),
            company=cast.member("priya").company,
            role=Role.VIEWER,
            invitation=None,
        )
    again = cast.member("marcus")
    assert (again.public_id, again.active, again.role) == (before, True, Role.VIEWER)
    assert reads(cast, "marcus", cast.audience())


def test_a_closed_circle_admits_by_its_readers_only(sign_in: SignIn, cast: Cast) -> None:
    made = circle(cast, closed=True, members=("emily",))
    with write():
        audiences.stop_reading(by=cast.member("maya"), member=cast.member("maya"), audience=made)
    people = f"/w/{cast.workspace().public_id}/people"
    url, priya = f"{people}/circles/{made.public_id}/readers", cast.member("priya").public_id
    assert sign_in("maya").post(url, data={"member": priya}).status_code == 404
    page = sign_in("maya").get(people).text
    assert "Closed circles you do not read" in page
    assert "Price" in page
    assert "Price" not in sign_in("daniel").get(people).text
    assert "Price" not in sign_in("priya").get(people).text
    assert sign_in("emily").post(url, data={"member": priya}).status_code == 303
    assert reads(cast, "priya", made)


def test_an_archive_is_read_only_everywhere_and_can_be_reopened(sign_in: SignIn, cast: Cast) -> None:
    place = f"/w/{cast.workspace().public_id}"
    maya = sign_in("maya")
    assert sign_in("daniel").post(f"{place}/archive").status_code == 403
    assert maya.post(f"{place}/archive").status_code == 303
    tries = {
        f"{place}/threads": {"title": "x", "body": "y", "kind": "discussion", "audience": "everyone"},
        f"{place}/people/invite": {"emails": "a@b.example", "company": "Acme Foods", "role": "member"},
        f"{place}/settings": {"name": "x", "purpose": "", "brand": ""},
        f"{place}/people/circles": {"name": "x"},
        f"{place}/domains": {"domain": "acme.example", "company": "Acme Foods"},
        f"{place}/logo": {},
    }
    assert {url: maya.post(url, data=said).status_code for url, said in tries.items()} == dict.fromkeys(tries, 403)
    for who in ("greg", "maya"):
        page = sign_in(who).get(place)
        assert page.status_code == 200
        assert "This workspace is archived" in page.text
        assert "Invite people" not in sign_in(who).get(f"{place}/people").text
    assert maya.post(f"{place}/archive").status_code == 303
    assert "This workspace is archived" not in maya.get(place).text
    assert maya.post(f"{place}/people/circles", data={"name": "Again"}).status_code == 303


def test_looking_as_a_customer_changes_and_records_nothing(sign_in: SignIn, cast: Cast) -> None:
    place, maya = f"/w/{cast.workspace().public_id}", sign_in("maya")
    priya = cast.member("priya").public_id
    thread = maya.post(
        f"{place}/threads", data={"title": "Margins", "body": "Thin.", "kind": "discussion", "audience": "team"}
    ).location
    maya.post(f"{place}/view-as", data={"member": priya})
    before = db.session.scalar(select(func.count(Entry.id))), cast.member("maya").seen_at
    for url in (place, f"{place}/threads", f"{place}/people", f"{place}/files", f"{place}/timeline"):
        page = maya.get(url)
        assert page.status_code == 200, url
        assert "Viewing as Priya Raman" in page.text
        assert "Margins" not in page.text
        assert "Legal, both sides" not in page.text
        assert "data-live-heads" not in page.text
    assert maya.get(thread).status_code == 404
    people = maya.get(f"{place}/people").text
    assert "/remove" not in people  # the row of an upload has a button of that name
    assert "Open invitations" not in people
    unsafe = [
        ("/threads", {"title": "x", "body": "y", "kind": "discussion", "audience": "everyone"}),
        ("/people/invite", {"emails": "a@b.example", "company": "x", "role": "member"}),
        (f"/people/{priya}/remove", {}),
        (f"/people/{cast.member('maya').public_id}/remove", {}),
        ("/archive", {}),
        ("/settings", {"name": "x"}),
        ("/view-as", {"member": priya}),
    ]
    for rest, said in unsafe:
        assert maya.post(f"{place}{rest}", data=said).status_code == 403, rest
    db.session.rollback()
    assert (db.session.scalar(select(func.count(Entry.id))), cast.member("maya").seen_at) == before
    assert maya.post(f"{place}/view-as/end").status_code == 303
    assert maya.get(thread).status_code == 200


def test_the_eyes_close_when_the_customer_leaves(sign_in: SignIn, cast: Cast) -> None:
    place, maya = f"/w/{cast.workspace().public_id}", sign_in("maya")
    maya.post(f"{place}/view-as", data={"member": cast.member("emily").public_id})
    with write():
        services.remove_member(by=cast.member("maya"), member=cast.member("emily"))
    assert "Viewing as" not in maya.get(place).text


def test_a_guest_has_no_other_eyes(sign_in: SignIn, cast: Cast) -> None:
    place, priya = f"/w/{cast.workspace().public_id}", sign_in("priya")
    priya.set_cookie("lens", cast.member("maya").public_id, path=place)
    page = priya.get(f"{place}/people").text
    assert "Viewing as" not in page
    assert "Our team only" not in page


@pytest.mark.parametrize(("kind", "company", "folders"), [("deal", "Corvid Logistics", 3), ("community", "", 3)])
def test_templates_differ(sign_in: SignIn, cast: Cast, kind: str, company: str, folders: int) -> None:
    said = {"kind": kind, "name": "A new place", "company": company, "welcome": "Glad you are **here**."}
    answer = sign_in("maya").post("/workspaces/new", data=said | {"emails": "", "purpose": "", "brand": "#aa3355"})
    assert answer.status_code == 303, answer.text
    made = db.session.scalars(select(Workspace).order_by(Workspace.id.desc())).first()
    assert made is not None
    names = set(db.session.scalars(select(Folder.name).where(Folder.workspace_id == made.id)))
    assert len(names) == folders
    assert ("Proposal" in names) is (kind == WorkspaceKind.DEAL)
    thread = db.session.scalars(select(Thread).where(Thread.workspace_id == made.id)).one()
    assert (thread.title, thread.audience.kind) == ("Welcome to A new place", AudienceKind.EVERYONE)
    page = sign_in("maya").get(answer.location).text
    assert f"/w/{made.public_id}/brand-aa3355.css" in page


def test_a_deal_names_its_customer_and_keeps_what_was_typed(sign_in: SignIn) -> None:
    said = {"kind": "deal", "name": "A new place", "company": "", "emails": "a@b.example", "welcome": "Hello you"}
    answer = sign_in("maya").post("/workspaces/new", data=said)
    assert answer.status_code == 422
    assert "Say which customer this deal is with" in answer.text
    for typed in ("A new place", "a@b.example", "Hello you"):
        assert typed in answer.text


def test_the_colour_is_a_style_sheet_of_its_own(sign_in: SignIn, cast: Cast) -> None:
    place, maya = f"/w/{cast.workspace().public_id}", sign_in("maya")
    maya.post(f"{place}/settings", data={"name": "Acme", "purpose": "", "brand": "#AA3355"})
    sheet = sign_in("greg").get(f"{place}/brand-aa3355.css")
    assert (sheet.mimetype, sheet.text) == ("text/css", ":root{--brand:#aa3355}")
    refused = maya.post(f"{place}/settings", data={"name": "Acme", "purpose": "", "brand": "red;}body{x"})
    assert refused.status_code == 422

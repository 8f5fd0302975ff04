"""Every screen with the demo world in it: desktop and phone, by day and by night, seen by axe and kept as pictures."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.features.discussions.models import Post, Thread
from portal.features.library.models import File
from portal.features.workspaces.queries import owner_of
from portal.features.workspaces.services import archive
from portal.kernel.db import db, write
from portal.kernel.mail import OutboundMail, words_of
from tests.journeys.conftest import Open
from tests.support.portal import Portal

pytestmark = pytest.mark.browser
WIDTHS = pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
REP = {
    "home-rep": "/",
    "mentions": "/mentions",
    "overview-rep": "{acme}",
    "threads": "{acme}/threads",
    "thread": "{question}",
    "thread-team": "{team}",
    "post-history": "{edited}/history",
    "post-edit": "{mine}/edit",
    "thread-new": "{acme}/threads/new",
    "library": "{acme}/files",
    "library-folder": "{folder}",
    "library-trash": "{acme}/files/trash",
    "file": "{file}",
    "people": "{acme}/people",
    "invite": "{acme}/people/invite",
    "settings": "{acme}/settings",
    "timeline": "{acme}/timeline",
    "community": "{community}",
    "community-people": "{community}/people",
    "workspace-new": "/workspaces/new",
    "search": "/search?q=gripper",
    "search-nothing": "/search?q=zeppelin",
}
CUSTOMER = {
    "home-customer": "/",
    "overview-customer": "{acme}",
    "threads-customer": "{acme}/threads",
    "thread-customer": "{question}",
    "thread-new-customer": "{acme}/threads/new",
    "library-customer": "{acme}/files",
    "people-customer": "{acme}/people",
    "timeline-customer": "{acme}/timeline",
    "search-customer": "/search?q=gripper",
    "profile": "/profile",
    "mail-settings": "/profile/mail",
    "privacy": "/what-is-recorded",
    "error-403": "{acme}/settings",
    "error-404": "{acme}/threads/none",
}
ADMINISTRATOR = {"admin-people": "/admin/people", "admin-work": "/admin/work", "outbox": "/outbox"}


@pytest.fixture(scope="module")
def portal(world: Portal) -> Portal:
    return world


@pytest.fixture(scope="module")
def places(portal: Portal) -> dict[str, str]:
    """Addresses by the words the lists above use; Kolding's workspace is archived."""
    with portal.app.test_request_context():
        home = {word: f"/w/{portal.cast.workspace(word).public_id}" for word in portal.cast.workspaces}
        with write():
            archive(by=owner_of(portal.cast.workspace("halden")))
        file = db.session.scalars(select(File).where(File.name.startswith("Safety case"))).one()
        assert file.folder is not None
        mail = select(OutboundMail).where(OutboundMail.to_address == "s.vandenheuvel@acme.example")
        found = {
            **home,
            "question": home["acme"] + "/threads/" + thread("Can the cell pass our allergen change-over audit?"),
            "team": home["acme"] + "/threads/" + thread("Gripper price: how far can we go?"),
            "edited": home["acme"] + "/posts/" + post(portal.cast.people["daniel"], edited=True),
            "mine": home["acme"] + "/posts/" + post(portal.cast.people["maya"]),
            "file": f"{home['acme']}/files/{file.public_id}",
            "folder": f"{home['acme']}/files/folders/{file.folder.public_id}",
            "invited": re.findall(r"/join/\S+", words_of(db.session.scalars(mail).one()).text)[0],
        }
        db.session.remove()
    return found


def thread(title: str) -> str:
    return db.session.scalars(select(Thread.public_id).where(Thread.given_title == title)).one()


def post(author: int, *, edited: bool = False) -> str:
    query = select(Post.public_id).where(Post.author_id == author).order_by(Post.id)
    return db.session.scalars(query.where(Post.edited_at.is_not(None)) if edited else query).first() or ""


@WIDTHS
@pytest.mark.parametrize(
    ("who", "screens"), [("maya", REP), ("priya", CUSTOMER), ("ines", ADMINISTRATOR)], ids=["rep", "customer", "admin"]
)
def test_every_screen(window: Open, places: dict[str, str], who: str, screens: dict[str, str], *, phone: bool) -> None:
    person = window(who, phone=phone)
    for name, address in screens.items():
        person.go(address.format(**places))
        expect(person.page.get_by_role("heading", level=1)).to_be_visible()
        person.look_twice(named(name, phone=phone))


def named(name: str, *, phone: bool) -> str:
    return f"{name}-{'phone' if phone else 'desktop'}"


@WIDTHS
def test_screens_of_visitors(window: Open, places: dict[str, str], *, phone: bool) -> None:
    visitor = window(phone=phone)
    visitor.go("/sign-in")
    visitor.look_twice(named("sign-in", phone=phone))
    visitor.page.get_by_role("textbox").first.fill("marcus@acme.example")
    visitor.page.get_by_role("button", name="Send me a code").click()
    expect(visitor.page.get_by_role("heading", name="Enter the code from your mail")).to_be_visible()
    visitor.look_twice(named("sign-in-code", phone=phone))
    for name, address in {
        "sign-in-password": "/sign-in/password",
        "join": places["invited"],
        "error-410": "/sign-in/link/none",
        "join-gone": "/join/none",
    }.items():
        visitor.go(address)
        visitor.look_twice(named(name, phone=phone))


@WIDTHS
def test_the_palette_the_keys_and_another_ones_eyes(window: Open, places: dict[str, str], *, phone: bool) -> None:
    rep = window("maya", phone=phone)
    rep.go(places["acme"])
    rep.page.keyboard.press("Control+k")
    rep.page.keyboard.type("grip")
    expect(rep.page.get_by_role("option", name="how far can we go")).to_be_visible()
    rep.look_twice(named("palette", phone=phone))
    rep.page.keyboard.press("Escape")
    expect(rep.page.get_by_role("combobox")).to_be_hidden()
    rep.page.keyboard.press("?")
    expect(rep.page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    rep.look_twice(named("keys", phone=phone))
    rep.go(f"{places['acme']}/people")
    rep.page.get_by_title("More for Marcus Bell").click()
    rep.look_twice(named("people-menu", phone=phone))
    rep.page.get_by_role("button", name="View as Marcus Bell").click()
    expect(rep.page.get_by_text("Viewing as Marcus Bell.")).to_be_visible()
    rep.look_twice(named("view-as-customer", phone=phone))
    rep.go(f"{places['halden']}/threads")
    expect(rep.page.get_by_text("This workspace is archived.")).to_be_visible()
    rep.look_twice(named("archived", phone=phone))


@WIDTHS
def test_too_often(window: Open, *, phone: bool) -> None:
    visitor = window(phone=phone)
    visitor.go("/sign-in/password")
    page = visitor.page
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    for _ in range(10):  # as many as may be tried in a minute
        page.request.post("/sign-in/password", form={"csrf_token": token, "email": "nobody@acme.example"})
    page.get_by_role("textbox").first.fill("nobody@acme.example")
    page.get_by_label("Password").fill("a guess")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="That was too often")).to_be_visible()
    visitor.look_twice(named("error-429", phone=phone))

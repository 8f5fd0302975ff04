"""Hostile words and files on every page of real Chromium: nothing runs, nothing is fetched, nothing breaks."""

import re
from itertools import islice

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.features.discussions.models import Thread
from portal.features.library.models import File
from portal.kernel.db import db
from tests.journeys.conftest import Open
from tests.journeys.den import IMAGE, RTL, SCRIPT, WIDE, collected, dig, hostile_files
from tests.journeys.window import Window
from tests.support.portal import Portal

pytestmark = pytest.mark.browser
BODY = f"Written under it {SCRIPT} <b onmouseover=alert(1)>b</b> {RTL} {WIDE}"
PAGES = {
    "home": "/",
    "mentions": "/mentions",
    "overview": "{den}",
    "threads": "{den}/threads",
    "threads-2": "{den}/threads?page=2",
    "thread": "{thread}",
    "thread-new": "{den}/threads/new",
    "library": "{den}/files",
    "file": "{file}",
    "people": "{den}/people",
    "invite": "{den}/people/invite",
    "timeline": "{den}/timeline",
    "search": "/search?q=alert",
    "profile": "/profile",
}


@pytest.fixture(scope="module")
def places(portal: Portal) -> dict[str, str]:
    with portal.app.test_request_context():
        den = dig(portal)
        here = portal.cast.workspaces["den"]
        everywhere = select(Thread.public_id).where(Thread.workspace_id == here).order_by(Thread.id)
        threads = db.session.scalars(everywhere).all()
        files = select(File.public_id).where(File.workspace_id == here, File.name.contains("onerror")).limit(1)
        found = {"den": den, "thread": f"{den}/threads/{threads[0]}", "lots": f"{den}/threads/{threads[1]}"}
        found["file"] = f"{den}/files/{db.session.scalars(files).one()}"
        db.session.remove()
    return found


@pytest.mark.parametrize(("who", "phone"), [("villain", False), ("victim", True)])
def test_pages_show_words_as_words(window: Open, places: dict[str, str], who: str, *, phone: bool) -> None:
    person = window(who, phone=phone)
    for name, address in PAGES.items():
        person.go(address.format(**places))
        expect(person.page.get_by_role("heading", level=1)).to_be_visible()
        person.look(f"hostile-{name}-{who}")
        assert person.page.locator("main script, main iframe, main object, main embed, main svg[onload]").count() == 0
    assert "evil.example" not in "".join(person.page.evaluate("[...document.images].map(each => each.src)"))


def test_whole_threads_page_by_page(window: Open, places: dict[str, str]) -> None:
    person = window("victim")
    for thread in (places["thread"], places["lots"]):
        person.go(f"{thread}?from=1")
        while (later := person.page.get_by_role("link", name=re.compile("later repl"))).count():
            assert wide(person) <= 0
            person.go(later.first.get_attribute("href") or "")


def wide(person: Window) -> int:
    return int(person.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_questions_to_the_search(window: Open, places: dict[str, str]) -> None:
    person = window("villain", phone=True)
    page = person.page
    for text in (*islice(collected(), 12), '"', "(", "from:", "a AND NOT (b OR", "*" * 50):
        person.go("/search")
        page.get_by_role("textbox", name="Search everything you may see").fill(text[:300])
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert wide(person) <= 0, text
    person.go(places["den"])
    page.keyboard.press("Control+k")
    for text in (SCRIPT, IMAGE, RTL, WIDE):
        page.get_by_role("combobox").fill(text)
        expect(page.get_by_role("option", name="All results").first).to_be_visible()
        assert wide(person) <= 0, text
    person.look("hostile-palette-phone")


def test_written_live_by_hand(window: Open, places: dict[str, str]) -> None:
    villain, victim = window("villain"), window("victim", phone=True)
    victim.go(f"{places['den']}/threads")
    villain.go(f"{places['den']}/threads/new")
    page = villain.page
    page.get_by_role("radio", name="Everyone").check()
    page.get_by_label("Title").fill(IMAGE + "live" + WIDE[:150])
    page.get_by_label("Your post").fill(f"{SCRIPT}\n\n{IMAGE}\n\n{WIDE} @")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".composer__preview")).to_contain_text("alert(1)")
    page.get_by_role("button", name="Post to everyone").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("live")
    victim.page.get_by_role("link", name=re.compile("live")).first.click()
    expect(victim.page.get_by_role("heading", level=1)).to_contain_text("live")
    villain.page.get_by_label("Your reply").fill(BODY)
    villain.page.get_by_role("button", name="Post to everyone").click()
    victim.page.get_by_role("button", name="1 new, show").click()  # the end of so long a word is out of view
    expect(victim.page.locator("#posts > li").nth(1)).to_contain_text("Written under it")
    victim.look("hostile-live-phone")


def test_files_are_given_out_and_never_shown(window: Open, portal: Portal, places: dict[str, str]) -> None:
    person = window("victim")
    with portal.app.test_request_context():
        here = select(File).where(File.workspace_id == portal.cast.workspaces["den"], File.name.in_(hostile_files()))
        addresses = {each.name: f"{places['den']}/files/{each.public_id}" for each in db.session.scalars(here)}
        db.session.remove()
    assert addresses.keys() == hostile_files().keys()
    for name, address in addresses.items():
        person.go(address)
        expect(person.page.get_by_role("heading", level=1)).to_contain_text(name)
        with person.page.expect_download() as given:
            person.page.get_by_role("link", name="Download").first.click()
        assert given.value.suggested_filename == name
        assert given.value.path().read_bytes() == hostile_files()[name]

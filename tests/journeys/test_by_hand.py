"""By keyboard alone, without script, and on a line that fails: work goes on, nothing is lost or doubled."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect
from sqlalchemy import func, select

from portal.features.discussions.models import Post, Thread
from portal.features.identity.models import Company
from portal.features.workspaces.services import join, remove_member
from portal.kernel.access import Role
from portal.kernel.db import db, write
from tests.journeys.conftest import Open, digits
from tests.readers.search.conftest import Pen
from tests.support.portal import Portal

pytestmark = pytest.mark.browser
DRAWING: FilePayload = {
    "name": "Gate at Leeds.txt",
    "mimeType": "text/plain",
    "buffer": b"Two posts and a light curtain",
}
TITLES = count(1)
SAME_FOCUS = "document.activeElement.closest('[data-row]')?.id"
IS_SEEN = """() => {
  const [one, look] = [document.activeElement, getComputedStyle(document.activeElement)];
  const box = one.getBoundingClientRect();
  const ring = look.outlineStyle !== 'none' || one.closest('.composer:focus-within, .palette') !== null;
  return one !== document.body && ring && box.bottom > 0 && box.top < innerHeight;
}"""


@contextmanager
def writing(portal: Portal) -> Iterator[Pen]:
    with portal.app.test_request_context():
        yield Pen(portal.cast)
        db.session.remove()


@pytest.fixture
def thread(portal: Portal) -> str:
    """The address of a thread of Ngozi's with three posts."""
    with writing(portal) as pen:
        made = pen.thread(f"Light curtain at gate {next(TITLES)}", "Which one do you use?", who="ngozi")
        for body in ("The one of Kolding.", "It wants a new bracket."):
            pen.post(made, body)
        return f"/w/{portal.cast.workspace().public_id}/threads/{made.public_id}"


def stored(portal: Portal, body: str) -> int:
    with portal.app.app_context():
        number = db.session.scalar(select(func.count()).select_from(Post).where(Post.body == body))
        db.session.remove()
    return number or 0


def reply(page: Page, body: str) -> None:
    page.get_by_label("Your reply").fill(body)
    page.get_by_role("button", name="Post to everyone").click()


def posts(page: Page, body: str) -> Locator:
    return page.locator("#posts > li").filter(has_text=body)


def test_a_thread_is_read_and_answered_by_keyboard(portal: Portal, window: Open, thread: str) -> None:
    rep = window("maya")
    page, press = rep.page, rep.page.keyboard.press
    rep.go("/")
    press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    press("Control+k")
    page.keyboard.type("Acme Foods")
    expect(page.get_by_role("option", name="Palletising at Leeds", selected=True)).to_be_visible()
    page.wait_for_load_state("networkidle")  # what was typed last has been answered as well
    expect(page.get_by_role("option", name="Palletising at Leeds", selected=True)).to_be_visible()
    press("Enter")
    expect(page).to_have_url(re.compile(r"/w/\w+$"))
    press("g")
    press("t")
    expect(page.get_by_role("heading", level=1, name="Threads")).to_be_visible()
    press("j")
    press("j")
    press("k")
    assert page.evaluate(IS_SEEN)
    rep.look("keyboard-threads")
    press("o")
    expect(page.locator("#posts")).to_be_visible()
    read_and_answer(portal, page, thread)


def read_and_answer(portal: Portal, page: Page, thread: str) -> None:
    press = page.keyboard.press
    page.goto(portal.url + thread)
    press("j")
    press("j")
    chosen = page.evaluate(SAME_FOCUS)
    with writing(portal) as pen:
        pen.post(
            db.session.scalars(select(Thread).where(Thread.public_id == thread[-16:])).one(), "And a lamp.", who="ngozi"
        )
    expect(page.get_by_text("And a lamp.").or_(page.get_by_role("button", name="1 new, show"))).to_be_visible()
    assert page.evaluate(SAME_FOCUS) == chosen  # what came meanwhile took nobody's place
    assert page.evaluate(IS_SEEN)
    press("r")
    expect(page.get_by_label("Your reply")).to_be_focused()
    assert page.evaluate(IS_SEEN)
    page.keyboard.type("We bring one, g t j ?")  # letters are letters while one types
    press("Escape")
    expect(page.get_by_label("Your reply")).not_to_be_focused()
    assert page.evaluate(SAME_FOCUS) == chosen
    press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_hidden()
    assert page.evaluate(SAME_FOCUS) == chosen
    press("r")
    press("Control+Enter")
    expect(posts(page, "We bring one, g t j ?")).to_have_count(1)
    expect(page.get_by_text("Waiting to be sent")).to_be_hidden()
    assert stored(portal, "We bring one, g t j ?") == 1


def test_without_script(portal: Portal, window: Open, letter: Callable[[str], str]) -> None:
    visitor = window(script=False)
    page = visitor.page
    visitor.go("/sign-in")
    page.get_by_role("textbox").first.fill("daniel@northwind.example")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("textbox", name="Code").fill(digits(letter("daniel@northwind.example")))
    page.get_by_role("button", name="Open the portal").click()
    page.get_by_role("link", name="Acme Foods").first.click()
    page.get_by_role("link", name="Threads").first.click()
    page.get_by_role("link", name="New thread").first.click()
    page.get_by_role("radio", name="Everyone").check()
    expect(page.get_by_role("button", name="Post to our team")).to_be_hidden()
    page.get_by_label("Title").fill("A gate without script")
    page.get_by_label("Your post").fill("It **opens** to the left.")
    page.locator("#new-thread input[type=file]").set_input_files(DRAWING)
    page.get_by_role("button", name="Post to everyone").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A gate without script")
    expect(page.locator("#posts .attach")).to_have_count(1)
    reply(page, "And closes by itself.")
    expect(posts(page, "And closes by itself.")).to_have_count(1)
    page.get_by_role("link", name="Files", exact=True).first.click()
    expect(page.get_by_role("link", name=DRAWING["name"]).first).to_be_visible()
    visitor.go("/search?q=zzz")
    page.get_by_role("textbox", name="Search everything you may see").fill("Daniel Okafor")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("result")


def test_a_slow_line_and_an_answer_that_got_lost(portal: Portal, window: Open, thread: str) -> None:
    rep, prospect = window("maya"), window("ngozi", phone=True)
    held: list[Route] = []
    rep.harmless += ("WebSocket connection",)
    rep.page.clock.install()
    rep.go(thread)
    prospect.go(thread)
    rep.page.route("**/posts", lambda route: held.append(route))  # noqa: PLW0108 (Playwright marks what it is given)
    with rep.page.expect_request("**/posts"):
        reply(rep.page, "The bracket is on its way.")
    expect(posts(rep.page, "The bracket is on its way.")).to_contain_text("Waiting to be sent to everyone")
    rep.look("post-waiting")
    held[0].fetch(max_redirects=0)  # it arrives, and the answer does not
    rep.page.context.set_offline(True)
    held[0].abort()
    rep.page.unroute("**/posts")
    not_sent(rep.page)
    rep.look("post-not-sent")
    rep.page.context.set_offline(False)
    rep.page.get_by_role("button", name="Send to everyone again").click()
    expect(rep.page.get_by_text("Not sent")).to_be_hidden()
    for person in (rep, prospect):
        expect(posts(person.page, "The bracket is on its way.")).to_have_count(1)
    assert stored(portal, "The bracket is on its way.") == 1


def not_sent(page: Page) -> None:
    """Let the page's own time run until it has tried often enough."""
    for _ in range(8):
        page.clock.run_for(10_000)
        if page.get_by_text("Not sent").is_visible():
            break
    expect(page.get_by_text("Not sent")).to_be_visible()


def test_the_portal_restarts_under_open_pages(portal: Portal, window: Open, thread: str) -> None:
    rep, prospect = window("maya"), window("ngozi", phone=True)
    for person in (rep, prospect):
        person.harmless += ("WebSocket connection",)
        person.go(thread)
    portal.stop()
    reply(rep.page, "Sent while the portal was away.")
    expect(posts(rep.page, "Sent while the portal was away.")).to_contain_text("Waiting")
    with writing(portal) as pen:
        found = db.session.scalars(select(Thread).where(Thread.public_id == thread[-16:])).one()
        pen.post(found, "Written just before it went.", who="daniel")
    portal.start()
    for person in (rep, prospect):
        for body in ("Sent while the portal was away.", "Written just before it went."):
            expect(posts(person.page, body)).to_have_count(1)
    expect(rep.page.get_by_text("Waiting to be sent")).to_be_hidden()
    assert stored(portal, "Sent while the portal was away.") == 1


def test_who_is_removed_is_out_at_once(portal: Portal, window: Open, thread: str) -> None:
    with portal.app.test_request_context(), write():
        company = db.session.get_one(Company, portal.cast.companies["stranger"])
        guest = join(
            by=portal.cast.member("maya"),
            workspace=portal.cast.workspace(),
            person=portal.cast.person("rashid"),
            company=company,
            role=Role.MEMBER,
            invitation=None,
        )
        assert guest.active
    window_of_guest = window("rashid")
    page = window_of_guest.page
    window_of_guest.go(thread)
    expect(page.get_by_text("The one of Kolding.")).to_be_visible()
    with portal.app.test_request_context():
        with write():
            remove_member(by=portal.cast.member("maya"), member=portal.cast.member("rashid"))
        db.session.remove()
    expect(page.get_by_role("heading", level=1)).to_contain_text("There is nothing here")
    assert "Kolding" not in page.content()
    answer = page.goto(portal.url + thread)
    assert answer is not None
    assert answer.status == 404

"""Searching by keyboard, by finger and without script, on the served portal with its worker."""

import pytest
from playwright.sync_api import Page, expect

from portal.kernel.db import db
from portal.readers.search import search
from tests.journeys.conftest import Open
from tests.readers.search.conftest import Pen
from tests.servers import wait_until
from tests.support.portal import Portal

pytestmark = pytest.mark.browser
WORD = "counterweight"


@pytest.fixture(scope="module", autouse=True)
def written(portal: Portal) -> None:
    """The word in two threads, one of them the team's, and in a file; here once the worker has read them."""
    with portal.app.test_request_context():
        pen = Pen(portal.cast)
        pen.thread(f"Which {WORD} for the cell in Leeds?", "Ours weighs 40 kg.", who="ngozi")
        pen.thread(f"{WORD.title()} price: how far can we go?", audience="team")
        pen.file("Protocol.txt", f"Swab results of the {WORD}, none above 2.5 ppm.".encode())
        db.session.remove()
    assert portal.process is not None
    wait_until(lambda: everything_is_found(portal), portal.process)


def everything_is_found(portal: Portal) -> bool:
    with portal.app.test_request_context():
        total = search(portal.cast.actor("maya"), WORD).total
        db.session.remove()
    return total == 3


def chosen(page: Page) -> str:
    """The words of the option the field points to: what a screen reader says."""
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    return page.locator(f"#{field.get_attribute('aria-activedescendant')}").inner_text()


def test_the_palette_by_keyboard(portal: Portal, window: Open) -> None:
    rep = window("maya")
    rep.go("/")
    page = rep.page
    page.keyboard.press("Control+k")
    expect(page.locator('[role="option"][href^="/w/"]').filter(has_text="Acme Foods")).to_be_visible()
    rep.look("palette-empty")
    page.keyboard.type("counterw")
    expect(page.get_by_role("option", name="how far can we go")).to_be_visible()
    expect(page.get_by_role("group", name="Threads")).to_be_visible()
    rep.look("palette")
    first = chosen(page)
    page.keyboard.press("ArrowDown")
    assert chosen(page) != first
    page.keyboard.press("ArrowUp")
    assert chosen(page) == first
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ounterweight")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_role("group", name="Opened last")).to_be_visible()  # in its own workspace now
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox")).to_be_hidden()


def test_from_a_workspace_to_all_of_them(portal: Portal, window: Open) -> None:
    rep = window("maya", dark=True)
    with portal.app.app_context():
        halden = portal.cast.workspace("halden").public_id
    rep.go(f"/w/{halden}/threads")
    page = rep.page
    page.keyboard.press("/")
    page.keyboard.type(WORD)
    expect(page.get_by_role("option", name="Search all workspaces")).to_be_visible()
    expect(page.get_by_role("option", name="how far can we go")).to_be_hidden()
    page.get_by_role("button", name="search all workspaces instead").click()
    expect(page.get_by_role("option", name="how far can we go")).to_be_visible()
    rep.look("palette-dark")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 results in Palletising at Leeds and Tilburg for")
    rep.look("search-dark")


def test_a_filter_acts_at_once_and_keeps_the_focus(window: Open) -> None:
    rep = window("maya")
    rep.go(f"/search?q={WORD}")
    rep.look("search")
    team = rep.page.get_by_role("checkbox", name="Our team only")
    team.focus()
    rep.page.keyboard.press("Space")
    expect(rep.page.get_by_role("heading", level=1)).to_contain_text("1 result")
    expect(team).to_be_focused()
    expect(team).to_be_checked()
    rep.page.get_by_role("link", name="Our team only").click()
    expect(rep.page.get_by_role("heading", level=1)).to_contain_text("3 results")
    rep.page.keyboard.press("Control+k")
    expect(rep.page.get_by_role("textbox", name="Search everything you may see")).to_be_focused()


def test_on_a_phone_the_palette_is_the_screen(window: Open) -> None:
    customer = window("priya", phone=True)
    customer.go("/")
    page = customer.page
    page.get_by_role("link", name="Search").first.click()
    page.get_by_role("combobox").fill(WORD)
    expect(page.get_by_role("option", name="Which counterweight")).to_be_visible()
    expect(page.get_by_role("option", name="how far can we go")).to_be_hidden()
    customer.look("palette-phone")
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (390, 844)
    page.get_by_role("button", name="Close the search").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    customer.go(f"/search?q={WORD}")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_role("checkbox", name="Files").check()
    customer.look("search-filters-phone")
    page.get_by_role("button", name="Show results").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 result")
    customer.look("search-phone")


def test_without_script_the_search_is_a_page(window: Open) -> None:
    customer = window("priya", script=False)
    customer.go("/search")
    page = customer.page
    page.get_by_role("textbox", name="Search everything you may see").fill(WORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 results")
    page.get_by_role("checkbox", name="Files").check()
    page.get_by_role("button", name="Show results").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 result")

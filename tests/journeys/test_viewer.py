"""The viewer in a real browser: pages come while scrolling, keys move, words are found, and all without script."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from portal.edges.demo.documents.pdf import pdf
from portal.edges.demo.documents.text import blocks
from tests.access.world import LETTER
from tests.journeys.conftest import Open
from tests.support.portal import Portal

pytestmark = pytest.mark.browser
BREAK = "\n\n---\n\n"
TEXT = BREAK.join(f"Page {number} of the manual. The gripper holds {number} kg." for number in range(1, 13))
TABLE = b"Part,Price,Since\n" + b"\n".join(b"Gripper %d,%d.50,2026-01-02" % (row, row) for row in range(200))
FILES: list[FilePayload] = [
    {"name": "Manual.pdf", "mimeType": "application/pdf", "buffer": pdf("Manual", blocks(TEXT), "Northwind")},
    {"name": "Prices.csv", "mimeType": "text/csv", "buffer": TABLE},
    {"name": "Terms.eml", "mimeType": "message/rfc822", "buffer": LETTER},
]


def test_files_are_read_on_their_page(portal: Portal, window: Open) -> None:
    rep = window("maya")
    with portal.app.app_context():
        place = f"/w/{portal.cast.workspace().public_id}/files"
    rep.go(place)
    rep.page.locator('form.drop[data-aud="everyone"] input[name=file]').set_input_files(FILES)
    for file in FILES:
        expect(rep.page.get_by_role("link", name=file["name"]).first).to_be_visible()
    rep.page.get_by_role("link", name="Manual.pdf").first.click()
    moved_by_keys(rep.page)
    words_are_found(rep.page)
    places_are_marked(rep.page)
    rep.look("viewer-pdf-desktop")
    address = rep.page.url
    prospect = window("priya", phone=True)
    prospect.go(re.sub(r"\?.*", "?page=9", address))
    expect(prospect.page.locator("#page-9 img")).to_be_in_viewport()
    prospect.look("viewer-pdf-phone")
    without_script(window("priya", script=False).page, re.sub(r"\?.*", "?page=3&find=kg", address))
    for name, shown in (("Prices.csv", ".grid"), ("Terms.eml", ".sheet--mail")):
        prospect.go(place)
        prospect.page.get_by_role("link", name=name).locator("visible=true").first.click()
        expect(prospect.page.locator(shown)).to_be_visible()
        prospect.look(f"viewer-{name.partition('.')[2]}")


def moved_by_keys(page: Page) -> None:
    expect(page.locator("#page-1 img")).to_be_visible()
    number = page.get_by_role("textbox", name="Page")
    page.locator("#stage").focus()
    page.keyboard.press("PageDown")
    expect(number).to_have_value("2")
    page.keyboard.press("ArrowRight")
    expect(number).to_have_value("3")
    page.keyboard.press("+")
    expect(page.get_by_role("button", name="Fit to the width")).to_contain_text("125%")
    page.keyboard.press("0")
    number.fill("7")
    number.press("Enter")
    expect(page.locator("#page-7 img")).to_be_in_viewport()
    expect(page).to_have_url(re.compile("page=7"))


def words_are_found(page: Page) -> None:
    page.locator("#stage").focus()
    page.keyboard.press("/")
    field = page.get_by_role("textbox", name="Find in this document")
    for _again in range(100):  # until the worker has read the words
        field.fill("holds 10")
        field.press("Enter")
        if page.locator("rect.is-now").count():
            break
        page.wait_for_timeout(200)
    expect(page.locator("#page-10 rect.is-now")).to_be_in_viewport()
    expect(page.get_by_text("1 of 1", exact=True)).to_be_visible()


def places_are_marked(page: Page) -> None:
    place = page.get_by_role("button", name="Comment on a place of the page")
    place.click()
    page.locator("#page-10").click(position={"x": 90, "y": 120})
    page.keyboard.type("Which cup?")
    page.get_by_role("button", name="Post to everyone").click()
    mark = page.get_by_role("link", name=re.compile("^Comment 1 by"))
    expect(mark).to_be_in_viewport()
    place.click()
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Your comment")).to_be_focused()
    page.keyboard.type("And here?")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name=re.compile("^Comment 2 by"))).to_be_in_viewport()
    comments = page.get_by_role("tab", name="Comments")
    comments.press("ArrowRight")
    expect(page.get_by_role("tabpanel", name="Versions")).to_be_visible()
    mark.click()
    expect(page.get_by_role("link", name=re.compile("^At number 1 on page 10"), exact=False).first).to_be_focused()
    page.keyboard.press("Enter")
    expect(mark).to_be_focused()


def without_script(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("#page-3 img")).to_be_visible()
    expect(page.locator("#page-4")).to_be_hidden()
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("#page-4 img")).to_be_visible()
    page.get_by_role("link", name="The words of this page").click()
    expect(page.get_by_text("The gripper holds 4 kg.")).to_be_visible()

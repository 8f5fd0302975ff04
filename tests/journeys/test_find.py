"""Journey 4: words that stand only on page 7 of a PDF, found from the palette, and never by who may not see it."""

import contextlib
import re

import pytest
from playwright.sync_api import FilePayload, expect

from portal.edges.demo.documents.pdf import pdf
from portal.edges.demo.documents.text import blocks
from tests.journeys.conftest import Open
from tests.journeys.window import Window
from tests.support.portal import Portal

pytestmark = pytest.mark.browser
WORD = "intralogistique"
PAGES = [f"Page {number} of the safety case" for number in range(1, 9)]
PAGES[6] = f"The audit found that the {WORD} gripper passes."
BREAK = "\n\n---\n\n"
NAME = "Safety case.pdf"


def test_a_word_on_page_seven_is_found_by_who_may_see_it(portal: Portal, window: Open) -> None:
    rep, prospect, stranger = window("maya"), window("priya", phone=True), window("birgitte", dark=True)
    with portal.app.app_context():
        place = f"/w/{portal.cast.workspace().public_id}"
    rep.go(f"{place}/files")
    case: FilePayload = {
        "name": NAME,
        "mimeType": "application/pdf",
        "buffer": pdf("Safety case", blocks(BREAK.join(PAGES)), ""),
    }
    rep.page.locator('form.drop[data-aud="everyone"] input[name=file]').set_input_files(case)
    expect(rep.page.get_by_role("link", name=NAME).first).to_be_visible()

    found_by_palette(rep)
    found_by_results(prospect)
    stranger.go(f"/search?q={WORD}")
    expect(stranger.page.get_by_role("heading", level=1)).to_contain_text(
        re.compile("nothing|no result", re.IGNORECASE)
    )
    stranger.look("search-nothing-dark")
    assert NAME not in stranger.page.content()


def found_by_palette(rep: Window) -> None:
    option = rep.page.get_by_role("option", name=re.compile(NAME))
    for _ in range(60):  # until the worker has read the file, also on a busy machine
        rep.page.keyboard.press("Control+k")
        rep.page.get_by_role("combobox", name="Search everything").fill(WORD)
        with contextlib.suppress(AssertionError):
            expect(option).to_be_visible(timeout=1000)
            break
        rep.page.keyboard.press("Escape")
    rep.look("palette-desktop")
    rep.page.keyboard.press("Enter")
    expect(rep.page).to_have_url(re.compile("/files/"))
    expect(rep.page.locator("#page-7 rect.is-now")).to_be_in_viewport()
    expect(rep.page.get_by_role("textbox", name="Page", exact=False).first).to_have_value("7")
    rep.look("file-desktop")


def found_by_results(prospect: Window) -> None:
    prospect.go(f"/search?q={WORD}")
    expect(prospect.page.get_by_role("link", name=NAME)).to_be_visible()
    expect(prospect.page.get_by_role("link", name="Page 7").first).to_be_visible()
    prospect.look("search-results-phone")
    prospect.page.get_by_role("link", name="Page 7").first.click()
    expect(prospect.page.locator("#page-7 rect.is-now")).to_be_in_viewport()
    prospect.look("file-words-phone")

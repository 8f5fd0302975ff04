"""Files asked for: a rep asks a member and somebody outside; both answer, the second on a phone, behind a link."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, expect

from tests.journeys.conftest import Open, digits
from tests.journeys.window import Window

pytestmark = pytest.mark.browser
LAWYER = "jo@lawfirm.example"
NDA: FilePayload = {"name": "Signed NDA.txt", "mimeType": "text/plain", "buffer": b"Signed"}
LONG = "Network diagram of the Leeds plant, revision 7.txt"
PLAN: FilePayload = {
    "name": LONG,
    "mimeType": "text/plain",
    "buffer": b"P",
}
Letter = Callable[[str], str]


def test_files_are_asked_for_given_and_accepted(window: Open, letter: Letter) -> None:
    rep, guest, lawyer = window("maya"), window("ngozi", phone=True), window(phone=True)
    ask(rep)
    answer(guest)
    give(lawyer, letter)
    decide(rep)
    lawyer.page.reload()
    expect(lawyer.page.get_by_text("Page 3 is not signed")).to_be_visible()
    lawyer.look("request-link-back-phone")


def ask(rep: Window) -> None:
    rep.go("/")
    rep.page.get_by_role("link", name=re.compile("Acme Foods")).first.click()
    rep.page.get_by_role("link", name="Files", exact=True).first.click()
    rep.page.get_by_role("link", name="Requests", exact=True).click()
    expect(rep.page.get_by_text("Nothing has been asked for yet")).to_be_visible()
    rep.page.get_by_role("link", name="Ask for files").click()
    rep.page.get_by_label("What you need").fill("Signed NDA\nNetwork diagram")
    rep.page.get_by_label("A note").fill("We need both before the site visit.")
    rep.page.get_by_label("By when").fill("2031-12-03")
    rep.page.get_by_role("radio", name="Everyone").check()
    rep.page.get_by_role("checkbox", name=re.compile("Ngozi")).check()
    rep.page.get_by_label("Mail addresses of people").fill(f"Jo Kim <{LAWYER}>")
    rep.look("request-new-desktop")
    rep.page.get_by_role("button", name="Ask for these files").click()
    expect(rep.page.get_by_role("heading", level=1)).to_have_text("Signed NDA, Network diagram")


def answer(guest: Window) -> None:
    """Two taps on a phone: the request, and the files."""
    guest.go("/")
    guest.look("overview-asked-phone")
    guest.page.get_by_role("link", name="Signed NDA, Network diagram").first.click()
    guest.look_twice("request-phone")
    guest.page.get_by_label(re.compile("for Network diagram")).set_input_files(PLAN)
    expect(guest.page.get_by_text("1 of 2 received").first).to_be_visible()
    expect(guest.page.get_by_role("list", name="What you sent for Network diagram")).to_contain_text(LONG)


def give(lawyer: Window, letter: Letter) -> None:
    link = re.search(r"http\S+/give/\S+", letter(LAWYER))
    assert link
    lawyer.go(link[0])
    lawyer.look("request-link-phone")
    lawyer.page.get_by_role("button", name="Mail me a code").click()
    expect(lawyer.page.get_by_role("heading", name="Enter the code from your mail")).to_be_visible()
    lawyer.page.get_by_label("Code").first.fill(digits(letter(LAWYER)))
    expect(lawyer.page.get_by_role("heading", name="2 things are wanted")).to_be_visible()
    lawyer.look_twice("request-link-open-phone")
    lawyer.page.get_by_label(re.compile("for Signed NDA")).set_input_files(NDA)
    expect(lawyer.page.get_by_role("heading", name="1 thing is wanted")).to_be_visible()
    expect(lawyer.page.get_by_text(NDA["name"])).to_be_visible()


def decide(rep: Window) -> None:
    expect(rep.page.get_by_role("link", name=NDA["name"])).to_be_visible()  # it came while the page was open
    expect(rep.page.get_by_role("link", name=PLAN["name"])).to_be_visible()
    rep.look_twice("request-desktop")
    rep.page.get_by_role("button", name="Accept").last.click()
    expect(rep.page.get_by_text("Accepted")).to_be_visible()
    rep.page.get_by_text("Send it back", exact=True).first.click()
    rep.page.get_by_label("What is missing").first.fill("Page 3 is not signed")
    rep.page.get_by_role("button", name="Send it back with this reason").first.click()
    expect(rep.page.get_by_text("Page 3 is not signed")).to_be_visible()
    rep.page.get_by_role("link", name="Requests for files").click()
    expect(rep.page.get_by_role("heading", level=1)).to_have_text("1 request is open")
    rep.look("requests-desktop")

"""Journeys 1 and 2: a rep opens a deal and invites; the invited person joins on a phone and comes back by code."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, expect

from tests.journeys.conftest import Open, digits
from tests.journeys.window import Window

pytestmark = pytest.mark.browser
NAME = "Depalletising at Kolding"
INVITED = ("lena@brightwater.example", "osei@brightwater.example", "tomas@brightwater.example")
DECK: FilePayload = {
    "name": "Proposal for Kolding.md",
    "mimeType": "text/markdown",
    "buffer": b"# Proposal\n\nOne cell.\n",
}
DRAWING: FilePayload = {"name": "Cell.txt", "mimeType": "text/plain", "buffer": b"Two robots"}
Letter = Callable[[str], str]


def test_a_deal_is_opened_and_the_invited_person_joins(window: Open, letter: Letter) -> None:
    rep = window("maya")
    open_deal(rep)
    upload_deck(rep)
    welcome(rep)
    rep.page.get_by_role("link", name="People", exact=True).first.click()
    expect(rep.page.get_by_text(INVITED[2])).to_be_visible()
    rep.look("people-invited-desktop")

    guest = window(phone=True)
    join(guest, letter)
    expect(rep.page.get_by_text("Lena Osei").first).to_be_visible()
    come_back(guest, letter)


def open_deal(rep: Window) -> None:
    rep.go("/")
    rep.look("home-rep-desktop")
    rep.page.get_by_role("link", name="New workspace").first.click()
    rep.page.get_by_label("Customer company").fill("Brightwater Pharma")
    rep.page.get_by_label("Name", exact=True).fill(NAME)
    rep.page.get_by_label("Invite people now").fill("\n".join(INVITED))
    rep.look("new-workspace-desktop")
    rep.page.get_by_role("button", name="Open the workspace").click()
    expect(rep.page.get_by_role("heading", level=1)).to_have_text("Nothing has been said here yet")
    rep.look("overview-empty-desktop")


def upload_deck(rep: Window) -> None:
    rep.page.get_by_role("link", name="Files", exact=True).first.click()
    rep.look("library-empty-desktop")
    rep.page.locator('form.drop[data-aud="everyone"] input[name=file]').set_input_files(DECK)
    expect(rep.page.get_by_role("link", name=DECK["name"]).first).to_be_visible()
    rep.look("library-desktop")


def welcome(rep: Window) -> None:
    rep.page.get_by_role("link", name="Threads").first.click()
    rep.page.get_by_role("link", name="New thread").first.click()
    rep.page.get_by_role("radio", name="Everyone").check()
    rep.page.get_by_label("Title").fill("Welcome")
    rep.page.get_by_label("Your post").fill("The proposal is in Files. Ask anything here.")
    rep.page.get_by_role("button", name="Attach from the library").click()
    rep.page.get_by_label("Find a file").fill("kolding")
    rep.page.get_by_role("button", name=f"Attach {DECK['name']}").click()
    rep.page.locator("#new-thread input[type=file]").set_input_files(DRAWING)
    expect(rep.page.locator("#new-thread-files").get_by_text(DRAWING["name"], exact=True)).to_be_visible()
    rep.look("new-thread-desktop")
    rep.page.get_by_role("button", name="Post to everyone").click()
    expect(rep.page.get_by_role("heading", level=1)).to_contain_text("Welcome")
    expect(rep.page.locator("#posts .attach")).to_have_count(2)
    rep.look("thread-files-desktop")


def join(guest: Window, letter: Letter) -> None:
    link = re.search(r"http\S+/join/\S+", letter(INVITED[0]))
    assert link
    guest.go(link.group())
    guest.look("join-phone")
    assert "Daniel Okafor" not in guest.page.content()  # other members appear only after the code
    guest.page.get_by_label("Your name").fill("Lena Osei")
    guest.page.get_by_role("button", name="Send me a code").click()
    guest.look("join-code-phone")
    enter(guest, letter, INVITED[0])
    expect(guest.page.get_by_role("link", name="Welcome").first).to_be_visible()
    guest.look("overview-phone")


def come_back(guest: Window, letter: Letter) -> None:
    guest.go("/profile")
    guest.look("profile-phone")
    guest.page.get_by_role("button", name="Sign out", exact=True).first.click()
    expect(guest.page.get_by_role("heading", name="Sign in")).to_be_visible()
    guest.look("sign-in-phone")
    guest.page.get_by_role("textbox").first.fill(INVITED[0])
    guest.page.get_by_role("button", name="Send me a code").click()
    enter(guest, letter, INVITED[0])
    expect(guest.page.get_by_role("heading", name="Your profile")).to_be_visible()  # where they had left


def enter(guest: Window, letter: Letter, address: str) -> None:
    expect(guest.page.get_by_role("heading", name="Enter the code from your mail")).to_be_visible()
    guest.page.get_by_label(re.compile("six digits|code", re.IGNORECASE)).first.fill(digits(letter(address)))

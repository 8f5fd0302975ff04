"""Two people at one file: a comment is there at once, versions are compared, files fetched together, one taken back."""

import zipfile

import pytest
from playwright.sync_api import expect

from portal.features.library.models import File
from portal.features.library.reading import read_words
from portal.features.library.services import add_file, add_version
from portal.features.library.store import keep
from portal.kernel.db import db, write
from tests.journeys.conftest import Open
from tests.support.portal import Portal

pytestmark = pytest.mark.browser
BEFORE = b"The result can be extended to the standard gripper."
AFTER = b"The result must not be extended to the standard gripper, whose cups hold water."


def test_two_people_at_one_file(portal: Portal, window: Open) -> None:
    here, place = shelve(portal)
    rep, customer = window("maya"), window("ngozi", phone=True)
    rep.go(here)
    customer.go(f"{here}?page=1")
    customer.page.get_by_role("link", name="Comments, versions and more").click()
    customer.page.get_by_label("Your comment").fill("Our limit is 2.0. Which cup?")
    customer.page.get_by_role("button", name="Post to everyone").click()
    expect(customer.page.locator("#talk-posts").get_by_text("Which cup?")).to_be_visible()
    expect(rep.page.locator("#talk-posts").get_by_text("Which cup?")).to_be_visible()
    customer.look("file-comment-phone")

    rep.page.get_by_role("tab", name="Versions").click()
    rep.page.get_by_role("link", name="Compare the words").click()
    expect(rep.page.get_by_role("heading", level=1)).to_contain_text("differs from version 1")
    expect(rep.page.locator("del")).to_contain_text("can")
    expect(rep.page.locator("ins").first).to_contain_text("must not")
    rep.look("compare-desktop")

    rep.go(place)
    for name in ("Safety case.txt", "Swabs.txt"):
        rep.page.get_by_role("checkbox", name=f"Choose {name}").and_(rep.page.locator(":visible")).check()
    expect(rep.page.get_by_text("2 files chosen")).to_be_visible()
    rep.look("files-chosen-desktop")
    with rep.page.expect_download() as coming:
        rep.page.locator("#chosen").get_by_role("button", name="Download").click()
    with zipfile.ZipFile(coming.value.path()) as archive:
        assert sorted(archive.namelist()) == ["Safety case.txt", "Swabs.txt"]

    rep.go(here)
    rep.page.get_by_role("tab", name="About").click()
    rep.page.get_by_label("Withdraw, because").fill("The wrong limits")
    rep.page.get_by_role("button", name="Withdraw the file").click()
    expect(customer.page.get_by_text("The wrong limits").first).to_be_visible()
    expect(customer.page.locator(".viewer__stage")).to_be_empty()


def shelve(portal: Portal) -> tuple[str, str]:
    """A file with two versions, and one beside it; their addresses: of the first, of the list."""
    with portal.app.app_context():
        key, who = portal.cast.workspace().public_id, portal.cast.actor("maya")
        contents = [keep(key, "Safety case.txt", [words], limit=1000) for words in (BEFORE, AFTER)]
        beside = keep(key, "Swabs.txt", [b"2.1 ppm"], limit=1000)
        with write():
            wide = {"workspace": portal.cast.workspace(), "audience": portal.cast.audience(), "folder": None}
            file: File = add_file(by=who, content=contents[0], **wide)  # type: ignore[arg-type]
            add_version(by=who, file=file, content=contents[1], note="Water in the cups")
            add_file(by=who, content=beside, **wide)  # type: ignore[arg-type]
        for version in db.session.get_one(File, file.id).versions:
            read_words(version.public_id)
        return f"/w/{key}/files/{db.session.get_one(File, file.id).public_id}", f"/w/{key}/files"

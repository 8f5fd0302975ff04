"""A large file over a bad line, in a real browser: line and server fail, and the file arrives once and whole."""

import hashlib
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from portal.features.library.models import FileVersion
from portal.kernel.blobs import blobs
from portal.kernel.db import db
from tests.journeys.conftest import Open
from tests.journeys.window import Window
from tests.support.portal import Portal

SIZE = 20 * 1024**2
SPEED = 12 * 1024**2  # bytes a second
BROKEN = ("net::ERR", "Failed to load resource", "WebSocket connection", "Failed to fetch")

pytestmark = pytest.mark.browser


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "Gripper removal, Kolding.mp4"
    path.write_bytes(secrets.token_bytes(SIZE))
    return path


class Line:
    """The line of a page: so many bytes a second go up, or none."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Network.enable")

    def set(self, speed: int, *, offline: bool = False) -> None:
        limits = {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed}
        self._session.send("Network.emulateNetworkConditions", limits)


def row(page: Page, name: str) -> Locator:
    return page.locator("#uploads .upload", has_text=name)


def beyond(page: Page, share: int) -> None:
    """Wait until more than that share has gone."""
    page.wait_for_function(
        "share => document.querySelector('#uploads .upload progress')?.value > share", arg=share, timeout=20_000
    )


def files_of(portal: Portal, person: Window) -> Page:
    person.go(f"/w/{portal.cast.workspace().public_id}/files")
    return person.page


def stored(portal: Portal, name: str) -> list[FileVersion]:
    with portal.app.app_context():
        found = list(db.session.scalars(select(FileVersion).where(FileVersion.name == name)))
        for version in found:
            key = version.file.workspace.public_id
            assert hashlib.sha256(b"".join(blobs().read(key, version.sha256))).hexdigest() == version.sha256
        db.session.remove()
        return found


def test_a_large_file_survives_the_line_and_the_server(portal: Portal, window: Open, film: Path) -> None:
    rep = window("maya")
    rep.harmless += BROKEN
    with portal.app.app_context():
        page = files_of(portal, rep)
    line = Line(page)
    line.set(SPEED)
    page.locator('#upload input[type="file"][multiple]').first.set_input_files(film)
    beyond(page, 15)
    rep.look("upload-running")
    line.set(SPEED, offline=True)
    expect(row(page, film.name)).to_contain_text("You are offline")
    rep.look("upload-offline")
    line.set(SPEED)
    beyond(page, 45)
    portal.kill()
    expect(row(page, film.name)).to_contain_text("Connection lost")
    rep.look("upload-lost")
    line.set(SPEED // 4)
    portal.start()
    page.get_by_role("link", name="People", exact=True).first.click()
    rep.look("upload-elsewhere")
    # The page comes over the same slow line as the file. The queue has gone along.
    expect(page.locator("h1")).to_have_text("People and access", timeout=60_000)
    line.set(-1)
    expect(page.locator("#uploads-dock")).to_contain_text("is in the library", timeout=30_000)
    (version,) = stored(portal, film.name)
    assert version.sha256 == hashlib.sha256(film.read_bytes()).hexdigest()

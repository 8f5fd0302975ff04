"""A large file from a real browser: the wire is cut three times, the server killed once.

`make faults` sends 1 GB; FAULT_UPLOAD_MB says another size. Elsewhere it is skipped: the journeys send 20 MB.
"""

import hashlib
import os
import secrets
import time
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.features.library.models import FileVersion
from portal.features.library.tus.stage import folder
from portal.kernel.blobs import blobs
from portal.kernel.db import db
from tests.bench.browser import chromium
from tests.faults.progress import say
from tests.journeys.conftest import cookie
from tests.support.portal import Portal, running_portal
from tests.support.wire import Wire

LONG = int(os.environ.get("FAULT_ROUNDS", "0")) > 0
MB = int(os.environ.get("FAULT_UPLOAD_MB", "1024" if LONG else "0"))
SPEED = 48 * 1024**2  # bytes a second: fast enough to end, slow enough to be cut
CUTS = (15, 40, 65)  # percent
KILLED = 80
PATIENCE = 300_000  # milliseconds
BEYOND = "share => document.querySelector('#uploads .upload progress')?.value > share"

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not MB, reason="FAULT_UPLOAD_MB says no size")]


def test_a_large_file_arrives_whole_whatever_happens_on_its_way(tmp_path: Path) -> None:
    film, wanted = make(tmp_path / "film.bin")
    line = Wire()
    with closing(line), running_portal(tmp_path / "portal", PUBLIC_URL=line.url) as portal:
        line.lead_to(portal.url)
        with chromium() as browser:
            assert browser is not None
            context = browser.new_context(base_url=line.url)
            context.add_cookies([{"name": "throughline", "value": cookie(portal, "maya"), "url": line.url}])
            began = time.monotonic()
            send(context.new_page(), portal, line, film)
            say(f"{MB} MB in {time.monotonic() - began:.0f} s, cut {len(CUTS)} times and killed once")
        check(portal, film.name, wanted)


def send(page: Page, portal: Portal, line: Wire, film: Path) -> None:
    """Choose the file, and let things happen to it until it is there."""
    with portal.app.app_context():
        page.goto(f"/w/{portal.cast.workspace().public_id}/files")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": SPEED}
    session.send("Network.emulateNetworkConditions", limits)
    page.locator('#upload input[name="file"]').first.set_input_files(film)
    for share in CUTS:
        page.wait_for_function(BEYOND, arg=share, timeout=PATIENCE)
        line.broken = True
        assert line.cut() > 0
        expect(page.locator("#uploads .upload")).to_contain_text("Connection lost")
        line.broken = False
    page.wait_for_function(BEYOND, arg=KILLED, timeout=PATIENCE)
    portal.kill()
    expect(page.locator("#uploads .upload")).to_contain_text("Connection lost")
    portal.start()
    expect(page.locator("#uploads-dock")).to_contain_text("is in the library", timeout=PATIENCE)


def check(portal: Portal, name: str, wanted: str) -> None:
    """One version, with the right bytes under the right hash, and nothing left beside it."""
    with portal.app.app_context():
        (version,) = db.session.scalars(select(FileVersion).where(FileVersion.name == name))
        assert version.sha256 == wanted
        assert blobs().verify(version.file.workspace.public_id, wanted)
        assert list(folder().iterdir()) == []
        db.session.remove()


def make(path: Path) -> tuple[Path, str]:
    """A file no disk has seen before, and its SHA-256."""
    state = hashlib.sha256()
    with path.open("wb") as file:
        for _each in range(MB):
            block = secrets.token_bytes(1024**2)
            state.update(block)
            file.write(block)
    return path, state.hexdigest()

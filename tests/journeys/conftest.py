"""One served portal for all journeys, real Chromium, and windows for the people of the cast."""

import os
import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy import select

from portal.features.identity.sessions import TOKEN, open_session
from portal.kernel.db import db, write
from portal.kernel.mail import OutboundMail, words_of
from portal.readers.search import search
from tests.journeys.window import DESKTOP, PHONE, WAIT, Window
from tests.servers import wait_until
from tests.support.portal import Portal, running_portal

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
Open = Callable[..., Window]
expect.set_options(timeout=WAIT)


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with running_portal(tmp_path_factory.mktemp("portal")) as served:
        yield served


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demo world, served: rich enough to look at every screen. A module asks for it by overriding `portal`."""
    with running_portal(tmp_path_factory.mktemp("world"), DEMO="1") as served:
        assert served.process is not None
        wait_until(lambda: is_read(served), served.process, seconds=90)
        yield served


def is_read(portal: Portal) -> bool:
    """Whether the worker has read the threads, the team's among them."""
    with portal.app.test_request_context():
        found = [search(portal.cast.actor("maya"), words).total for words in ("how far can we go", "swab")]
        db.session.remove()
    return all(found)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("no Chromium here (Debian's package chromium, or CHROMIUM=…)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(portal: Portal, chromium: Browser) -> Iterator[Open]:
    """Opens a window: `window()` for a visitor, `window("maya", phone=True, dark=True)` signed in."""
    opened: list[Window] = []

    def open_one(word: str = "", *, phone: bool = False, dark: bool = False, script: bool = True) -> Window:
        context = chromium.new_context(
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]  # a dict is taken
            has_touch=phone,
            is_mobile=phone,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
            base_url=portal.url,
        )
        if word:
            context.add_cookies([{"name": "throughline", "value": cookie(portal, word), "url": portal.url}])
        opened.append(Window(context.new_page(), portal.url))
        return opened[-1]

    yield open_one
    troubles = [trouble for each in opened for trouble in each.troubles]
    for each in opened:
        each.page.context.close()
    assert not troubles


def cookie(portal: Portal, word: str) -> str:
    """The cookie of a new session of one of the cast."""
    app = portal.app
    with app.test_request_context():
        with write():
            token = open_session(portal.cast.person(word), browser="Chrome on Linux")
        session = app.session_interface.session_class({TOKEN: token, "_permanent": True})  # type: ignore[attr-defined]
        signed: str = app.session_interface.get_signing_serializer(app).dumps(dict(session))  # type: ignore[attr-defined]
        db.session.remove()
    return signed


@pytest.fixture
def letter(portal: Portal) -> Callable[[str], str]:
    """The text of the newest mail to an address."""

    def newest(address: str) -> str:
        with portal.app.app_context():
            query = select(OutboundMail).where(OutboundMail.to_address == address).order_by(OutboundMail.id.desc())
            found = db.session.scalars(query).first()
            text = words_of(found).text if found else ""
            db.session.remove()
        return text

    return newest


def digits(text: str) -> str:
    """The six digits in a mail."""
    found = re.search(r"\b(\d{3}) ?(\d{3})\b", text)
    assert found, text
    return "".join(found.groups())

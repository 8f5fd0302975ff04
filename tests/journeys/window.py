"""A browser window that is watched: whatever would trouble a person, or betray one, fails the test."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Dialog, Page, Request

SHOTS = Path(__file__).parents[2] / "var" / "shots"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
EVERYTHING = {"resultTypes": ["violations"], "iframes": False}  # a mail in its sandbox is not ours to ask
COLOURS = EVERYTHING | {"runOnly": ["color-contrast", "link-in-text-block"]}
TOO_WIDE = """() => {
  const beyond = (one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
  const all = [...document.querySelectorAll("body *")].filter((one) => beyond(one) && ![...one.children].some(beyond));
  return all.slice(0, 5).map((one) => `${one.parentElement.className} > ${one.tagName}.${one.className}`);
}"""
SERIOUS = ("serious", "critical")
HARMLESS = ("Failed to load resource",)  # said of every refused answer, which the page itself explains
WAIT = 20_000  # milliseconds, at most: for busy machines


@dataclass  # without slots: Playwright marks the object whose methods it calls
class Window:
    """One person's window. `look()` keeps a picture and asks axe; `troubles` lists what must not happen."""

    page: Page
    url: str
    troubles: list[str] = field(default_factory=list)
    harmless: tuple[str, ...] = HARMLESS

    def __post_init__(self) -> None:
        self.page.set_default_timeout(WAIT)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error in a script: {error}"))
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)

    def go(self, path: str) -> None:
        """Open an address of the portal."""
        self.page.goto(self.url + path if path.startswith("/") else path)

    def look(self, name: str) -> None:
        """Keep a picture under that name; nothing may be wider than the window, and axe must find nothing serious."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} scrolls {wide} px sideways: {self.page.evaluate(TOO_WIDE)}"
        self._ask_axe(name, EVERYTHING)

    def look_twice(self, name: str) -> None:
        """`look` by day and by night. At night axe is asked about colours only: nothing else changes with them."""
        self.look(name)
        self.page.emulate_media(color_scheme="dark")
        self.page.screenshot(path=SHOTS / f"{name}-dark.png", full_page=True)
        self._ask_axe(f"{name}-dark", COLOURS)
        self.page.emulate_media(color_scheme="light")

    def _ask_axe(self, name: str, what: dict[str, Any]) -> None:
        found = Axe().run(self.page, options=what).response["violations"]
        told = [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found if each["impact"] in SERIOUS]
        assert not told, f"{name}: {told}"

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(self.harmless):
            self.troubles.append(f"console: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(self.url).netloc:
            self.troubles.append(f"foreign request: {request.url}")

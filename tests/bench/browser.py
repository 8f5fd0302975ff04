"""What people see, in real Chromium: a cold page, and a post of one browser in another."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.bench.figures import Figures, at
from tests.journeys.conftest import FLAGS

# Tells when a text first stands in the list of posts, by the clock of the machine.
WATCH = """(words) => { window.seen = new Promise((done) => {
  const look = () => document.querySelector("#posts").textContent.includes(words);
  const watcher = new MutationObserver(() => { if (look()) { watcher.disconnect(); done(Date.now()); } });
  watcher.observe(document.querySelector("#posts"), { childList: true, subtree: true });
}); scrollTo(0, document.documentElement.scrollHeight); }"""
SEND = """(words) => { const field = document.querySelector("#reply textarea[name=body]");
  field.value = words; field.dispatchEvent(new Event("input", { bubbles: true }));
  const began = Date.now(); field.form.requestSubmit(); return began; }"""


@contextmanager
def chromium() -> Iterator[Browser | None]:
    """A browser; none where there is no Chromium."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def cold_page(browser: Browser, url: str, path: str, cookie: str, *, rounds: int) -> Figures:
    """A thread with an empty cache: requests, KB over the wire, milliseconds to the first paint (middle of rounds)."""
    found = [_cold(browser, url, path, cookie) for _ in range(rounds)]
    return {key: round(at([each[key] for each in found], 0.5), 1) for key in found[0]}


def seen(browser: Browser, url: str, path: str, cookies: tuple[str, str], *, rounds: int) -> list[float]:
    """Seconds from sending in one browser to standing in the other's page."""
    writer, reader = (_open(_context(browser, url, cookie), url + path) for cookie in cookies)
    reader.wait_for_timeout(1500)  # until its socket stands
    times = []
    for number in range(rounds):
        words = f"Seen elsewhere {number} of {rounds}."
        reader.evaluate(WATCH, words)
        began = writer.evaluate(SEND, words)
        times.append((reader.evaluate("() => window.seen") - began) / 1000)
    for page in (writer, reader):
        page.context.close()
    return times


def _cold(browser: Browser, url: str, path: str, cookie: str) -> Figures:
    context = _context(browser, url, cookie)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes: dict[str, float] = {}
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda said: _keep(sizes, said))
    page.goto(url + path, wait_until="load")
    page.wait_for_timeout(500)
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    context.close()
    return {"requests": len(sizes), "kb": sum(sizes.values()) / 1000, "paint": paint}


def _keep(sizes: dict[str, float], said: Any) -> None:
    if said["encodedDataLength"]:
        sizes[said["requestId"]] = said["encodedDataLength"]


def _context(browser: Browser, url: str, cookie: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=url)
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": url}])
    return context


def _open(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page

"""Journey 3: a prospect asks, the rep sees it at once, whispers to an engineer, answers; the prospect accepts."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open
from tests.journeys.window import Window
from tests.support.portal import Portal

pytestmark = pytest.mark.browser
QUESTION = "Which gripper fits 12 kg crates?"
WHISPER = "Do we have 12 kg crates in stock?"


def test_question_and_answer_between_two_browsers(portal: Portal, window: Open) -> None:
    rep, engineer, prospect = window("maya"), window("daniel", dark=True), window("ngozi", phone=True)
    with portal.app.app_context():
        place = f"/w/{portal.cast.workspace().public_id}"
    ask(prospect, place)
    thread = prospect.page.url

    rep.go(f"{place}/threads")
    rep.look("threads-desktop")
    rep.page.get_by_role("link", name=QUESTION).first.click()
    whisper(rep)
    rep.look("thread-team-desktop")
    engineer.go(f"{place}/threads")
    engineer.page.get_by_role("link", name=QUESTION).first.click()
    expect(engineer.page.get_by_text(WHISPER)).to_be_visible()
    engineer.look("thread-team-dark")
    engineer.page.locator("summary", has_text="More for this post").first.click()
    engineer.page.get_by_role("link", name="Write to everyone").click()
    expect(engineer.page.get_by_role("heading", name="people at Acme Foods will read this")).to_be_visible()
    engineer.look("widen-dark")

    rep.go(thread)
    rep.page.get_by_label("Your reply").press_sequentially("The ")
    expect(prospect.page.get_by_text("Maya Lindqvist is writing")).to_be_visible()
    reply(rep, "The **G4**, with its washdown cover.", "Post to everyone")
    expect(rep.page.get_by_role("button", name="Undo")).to_be_visible()
    expect(prospect.page.get_by_text("with its washdown cover")).to_be_visible()
    prospect.look("thread-phone")
    prospect.page.get_by_role("button", name="Accept as the answer").click()
    expect(rep.page.get_by_text("Accepted answer")).to_be_visible()
    expect(rep.page.get_by_text("Answered", exact=True)).to_be_visible()
    rep.look("thread-answered-desktop")
    assert WHISPER not in prospect.page.content()


def ask(prospect: Window, place: str) -> None:
    prospect.go(f"{place}/threads/new?kind=question")
    prospect.page.get_by_label("Title").fill(QUESTION)
    prospect.page.get_by_label("Your post").fill("Ours are *wet* and stacked five high.")
    prospect.look("new-question-phone")
    prospect.page.get_by_role("button", name="Post to everyone").click()
    expect(prospect.page.get_by_role("heading", level=1)).to_contain_text(QUESTION)


def whisper(rep: Window) -> None:
    """Our team only, chosen in the customer's thread, begins a thread of the team's own."""
    rep.page.get_by_role("radio", name="Our team only").check()
    reply(rep, WHISPER, "Post to our team")
    expect(rep.page.locator("main.team-only")).to_be_visible()


def reply(who: Window, text: str, button: str) -> None:
    who.page.get_by_label("Your reply").fill(text)
    who.page.get_by_role("button", name=button).click()

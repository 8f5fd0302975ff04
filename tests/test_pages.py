"""Every page a person can be led to answers, for staff and for guests."""

import re

import pytest
from flask.testing import FlaskClient

from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.discussions.test_threads import begin

LINK = re.compile(r'(?:href|src)="(/[^"#]*)')
# What changes state or leaves the frame is no page to visit.
SKIPPED = ("/static/", "/sign-out")


@pytest.mark.parametrize("who", ["maya", "daniel", "priya", "greg", "ines", "hannah", "rashid"])
def test_no_link_leads_nowhere(sign_in: SignIn, cast: Cast, who: str) -> None:
    begin(sign_in, cast, "ngozi")
    begin(sign_in, cast, "maya", "team", title="Price")
    client, seen, waiting = sign_in(who), set[str](), ["/", "/profile"]
    while waiting:
        url = waiting.pop().replace("&amp;", "&")
        if url in seen or url.startswith(SKIPPED):
            continue
        seen.add(url)
        answer = client.get(url, follow_redirects=True)
        assert answer.status_code == 200, url
        if answer.mimetype == "text/html":
            waiting += LINK.findall(answer.get_data(as_text=True))
    assert len(seen) >= 2


@pytest.mark.parametrize("url", ["/sign-in", "/sign-in/password", "/what-is-recorded", "/healthz", "/outbox"])
def test_visitors_see_what_is_open(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 200


def test_visitors_are_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/").location == "/sign-in?next=/"

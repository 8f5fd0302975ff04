"""What stands around every page: the search of the rail, and who is here."""

from flask.testing import FlaskClient

from tests.cast import Cast
from tests.conftest import SignIn

SCOPED = 'data-palette-target="within"'


def test_who_is_in_one_workspace_searches_without_choosing_where(sign_in: SignIn, cast: Cast) -> None:
    page = sign_in("priya").get(f"/w/{cast.workspace().public_id}").get_data(as_text=True)
    assert SCOPED not in page
    assert "search?workspace=" not in page


def test_who_is_in_several_starts_in_the_one_on_screen(sign_in: SignIn, cast: Cast) -> None:
    url = f"/w/{cast.workspace().public_id}"
    page = sign_in("maya").get(url).get_data(as_text=True)
    assert SCOPED in page
    assert f"/search?workspace={cast.workspace().public_id}" in page


def test_the_page_knows_whom_not_to_count_as_here(sign_in: SignIn, cast: Cast) -> None:
    page = sign_in("priya").get(f"/w/{cast.workspace().public_id}").get_data(as_text=True)
    assert f'data-presence-me-value="{cast.member("priya").public_id}"' in page


def test_a_hit_on_a_person_leads_to_the_row(sign_in: SignIn, cast: Cast) -> None:
    page = sign_in("priya").get(f"/w/{cast.workspace().public_id}/people").get_data(as_text=True)
    assert f'id="member-{cast.member("ngozi").public_id}"' in page


def test_the_first_page_after_signing_in_knows_the_browser_s_time_zone(client: FlaskClient) -> None:
    """Whatever is shown to strangers already tells it: the controller leaves it in a cookie."""
    assert 'data-controller="clock"' in client.get("/sign-in").text

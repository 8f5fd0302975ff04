"""Deny by default: no rule, no start; and the roles as the product lists them."""

import pytest
from flask import Flask

from portal.kernel.access import HOUSE_ROLES, NOBODY, ROLES, Actor, HouseRole, Permission, Role, role_allows, rule
from portal.kernel.access.rules import SignedIn, anyone, guard_routes, rule_of, signed_in

P = Permission
EVERYBODY = set(Role)
# Which roles of a workspace may do what, by the words of the product; what is not here no role of one may.
GRANTED = {
    P.READ: EVERYBODY,
    P.POST: EVERYBODY - {Role.VIEWER},
    P.UPLOAD: EVERYBODY - {Role.VIEWER},
    P.INVITE_COLLEAGUES: {Role.CHAMPION},
    P.EXPORT: {Role.CHAMPION, Role.OWNER},
    P.ADMIT: {Role.CHAMPION, Role.OWNER},
    P.MARK: {Role.TEAM, Role.OWNER},
    P.ANNOUNCE: {Role.TEAM, Role.OWNER},
    P.INVITE: {Role.TEAM, Role.OWNER},
    P.ASK_FOR_FILES: {Role.TEAM, Role.OWNER},
    P.REPLY_FOR_TEAM: {Role.TEAM, Role.OWNER},
    P.CURATE_LIBRARY: {Role.TEAM, Role.OWNER},
    P.VIEW_AS_CUSTOMER: {Role.TEAM, Role.OWNER},
    P.REMOVE_MEMBERS: {Role.OWNER},
    P.MANAGE_WORKSPACE: {Role.OWNER},
    P.MANAGE_CIRCLES: {Role.OWNER},
    P.ARCHIVE: {Role.OWNER},
}
OF_THE_HOUSE = {
    P.OPEN_WORKSPACE: set(HouseRole),
    P.HAND_OVER: {HouseRole.MANAGER},
    P.SEE_INSIGHTS: {HouseRole.MANAGER},
    P.MANAGE_PEOPLE: {HouseRole.ADMINISTRATOR},
    P.MANAGE_HOUSE: {HouseRole.ADMINISTRATOR},
    P.SEE_WORK: {HouseRole.ADMINISTRATOR},
}


def bare() -> str:
    return ""


def fresh() -> Flask:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/open", "open", rule(anyone)(lambda: "open"))
    return app


def test_an_application_with_a_bare_route_does_not_start() -> None:
    app = fresh()
    app.add_url_rule("/bare", "bare", bare)
    with pytest.raises(RuntimeError, match="Routes without a rule: bare"):
        guard_routes(app)


def test_a_route_added_later_without_a_rule_is_never_answered() -> None:
    app = fresh()
    guard_routes(app)
    app.add_url_rule("/bare", "bare", bare)
    client = app.test_client()
    assert client.get("/open").text == "open"
    assert client.get("/bare").status_code == 500
    assert client.get("/nowhere").status_code == 404


def test_a_rule_that_answers_stands_before_the_view() -> None:
    app, asked = fresh(), SignedIn()
    app.add_url_rule("/mine", "mine", rule(asked)(lambda: "mine"))
    guard_routes(app)
    assert app.test_client().get("/mine").status_code == 500  # nobody has said how one signs in
    asked.challenge = lambda: ("sign in", 401)
    assert app.test_client().get("/mine").status_code == 401
    asked.challenge = lambda: None
    assert app.test_client().get("/mine").text == "mine"


def test_every_route_of_the_portal_has_a_rule(app: Flask) -> None:
    assert [name for name, view in app.view_functions.items() if rule_of(view) is None] == []
    assert signed_in.challenge is not None


@pytest.mark.parametrize("permission", Permission)
def test_roles_grant_what_the_product_lists_and_nothing_else(permission: Permission) -> None:
    assert {role for role in ROLES if role_allows(role, permission)} == GRANTED.get(permission, set())
    assert {role for role, granted in HOUSE_ROLES.items() if permission in granted} == OF_THE_HOUSE.get(
        permission, set()
    )


@pytest.mark.parametrize("permission", Permission)
def test_nobody_may_anything_and_looking_as_another_does_nothing(permission: Permission) -> None:
    assert not NOBODY.may(permission)
    assert not Actor(1, staff=True, house_role=HouseRole.ADMINISTRATOR, lens_id=2).may(permission)
    assert not Actor(1).may(permission)

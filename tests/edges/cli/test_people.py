"""Commands about people, workspaces, members and circles."""

import json

import pytest
from flask import Flask
from sqlalchemy import select

from portal.features.identity.models import Person
from portal.features.identity.queries import house_audience, person_by_email, self_audience
from portal.features.workspaces.models import Member, Workspace
from portal.features.workspaces.queries import member_of, reads
from portal.kernel.access import Audience, HouseRole
from portal.kernel.db import db
from portal.kernel.ledger import Entry, verify
from tests.cast import Cast
from tests.edges.cli.conftest import Run, said

ACME = "Palletising at Leeds and Tilburg"
HOSTILE = "<script>alert(1)</script> O'Neil; DROP TABLE person"


def test_a_person_is_added(run: Run) -> None:
    result = run(
        "people", "add", "Tom@Northwind.example", "--name", "Tom Brandt", "--staff", "--title", "Sales", "--json"
    )
    assert result.exit_code == 0, result.output
    person = person_by_email("tom@northwind.example")
    assert person is not None
    assert json.loads(result.output) == {"person": person.public_id, "email": "Tom@Northwind.example"}
    assert (person.name, person.title, person.house_role) == ("Tom Brandt", "Sales", HouseRole.STAFF)


def test_an_administrator_reads_the_house(run: Run) -> None:
    assert run("people", "add", "ada@northwind.example", "--name", "Ada", "--admin").exit_code == 0
    person = person_by_email("ada@northwind.example")
    assert person is not None
    assert reads(person.actor(), house_audience())


def test_names_may_be_anything(run: Run) -> None:
    assert run("people", "add", "x@acme.example", "--name", HOSTILE).exit_code == 0
    assert db.session.scalars(select(Person.name).where(Person.name == HOSTILE)).all() == [HOSTILE]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("people", "add", "nobody", "--name", "X"), "nobody is not a complete address"),
        (("people", "add", "maya@northwind.example", "--name", "X"), "already here"),
        (("people", "add", "x@acme.example"), "Missing option '--name'"),
        (("people", "add", "x@acme.example", "--name", "X", "--boss"), "No such option"),
        (("workspaces", "add", "W", "--kind", "club", "--owner", "maya@northwind.example"), "'club' is not one of"),
        (("workspaces", "add", "W", "--kind", "deal", "--owner", "maya@northwind.example"), "which customer"),
        (("workspaces", "add", "  ", "--kind", "community", "--owner", "maya@northwind.example"), "needs a name"),
        (("workspaces", "add", "W", "--kind", "deal", "--owner", "priya@acme.example"), "is not staff"),
        (("workspaces", "add", "W", "--kind", "deal", "--owner", "who@acme.example"), "Nobody here has the address"),
        (("members", "add", "rashid@stranger.example", "--workspace", "Nowhere"), "There is no workspace 'Nowhere'"),
        (
            ("members", "add", "rashid@stranger.example", "--workspace", ACME, "--role", "owner"),
            "'owner' is not one of",
        ),
        (("members", "add", "rashid@stranger.example", "--workspace", ACME, "--role", "team"), "roles of staff"),
        (
            ("members", "add", "priya@acme.example", "--workspace", ACME, "--audience", "Nobody"),
            "has no circle 'Nobody'",
        ),
        (("members", "remove", "rashid@stranger.example", "--workspace", ACME), "is not in"),
        (("members", "remove", "maya@northwind.example", "--workspace", ACME), "always has an owner"),
        (("circles", "add", "   ", "--workspace", ACME), "needs a name"),
        (("sign-in-link", "who@acme.example"), "Nobody here has the address"),
        (("sign-in-link",), "Missing argument"),
    ],
)
def test_a_wrong_argument_gets_one_line(run: Run, words: tuple[str, ...], expected: str) -> None:
    assert expected in said(run(*words))


@pytest.mark.parametrize(
    "words",
    [
        ("people", "add", "x@acme.example", "--name", "X"),
        ("members", "add", "x@acme.example", "--workspace", "W"),
        ("sign-in-link", "x@acme.example"),
        ("ledger", "verify"),
    ],
)
def test_without_a_database_the_way_to_one_is_named(bare: Run, words: tuple[str, ...]) -> None:
    assert "flask --app wsgi setup" in said(bare(*words))


def test_a_workspace_is_opened(run: Run) -> None:
    words = (
        "workspaces",
        "add",
        "Vials",
        "--kind",
        "deal",
        "--owner",
        "daniel@northwind.example",
        "--company",
        "Brightwater",
    )
    result = run(*words, "--json")
    made = db.session.scalars(select(Workspace).where(Workspace.name == "Vials")).one()
    assert json.loads(result.output)["workspace"] == made.public_id
    assert made.company is not None
    assert made.company.name == "Brightwater"


def test_an_ambiguous_name_lists_the_ids(run: Run, cast: Cast) -> None:
    for _each in range(2):
        run("workspaces", "add", "Twice", "--kind", "community", "--owner", "maya@northwind.example")
    ids = db.session.scalars(select(Workspace.public_id).where(Workspace.name == "Twice")).all()
    line = said(run("members", "add", "priya@acme.example", "--workspace", "Twice", "--company", "Acme Foods"))
    assert all(each in line for each in ids)
    assert run("members", "add", "priya@acme.example", "--workspace", ids[0], "--company", "Acme Foods").exit_code == 0


def test_a_member_comes_and_goes(app: Flask, run: Run, cast: Cast) -> None:
    words = (
        "--workspace",
        ACME,
        "--company",
        "Corvid Logistics",
        "--role",
        "viewer",
        "--audience",
        "Legal, both sides",
    )
    result = run("members", "add", "rashid@stranger.example", *words, "--json")
    assert result.exit_code == 0, result.output
    rashid = cast.actor("rashid")
    member = member_of(cast.workspace(), rashid)
    assert member is not None
    assert json.loads(result.output) == {
        "member": member.public_id,
        "role": "viewer",
        "workspace": cast.workspace().public_id,
    }
    assert reads(rashid, cast.audience("circle"))
    out = ("members", "remove", "rashid@stranger.example", "--workspace", ACME)
    assert run(*out, "--audience", "Legal, both sides").exit_code == 0
    assert not reads(rashid, cast.audience("circle"))
    assert reads(rashid, cast.audience())
    assert run(*out).exit_code == 0
    assert not reads(rashid, cast.audience())
    assert verify(db.session()).findings == []


def test_whoever_is_in_already_gets_the_role(run: Run, cast: Cast) -> None:
    before = len(db.session.scalars(select(Member)).all())
    assert run("members", "add", "priya@acme.example", "--workspace", ACME, "--role", "member").exit_code == 0
    assert cast.member("priya").role == "member"
    assert len(db.session.scalars(select(Member)).all()) == before


def test_a_closed_circle_has_its_owner_only(run: Run) -> None:
    assert run("circles", "add", "Board", "--workspace", ACME, "--closed", "--json").exit_code == 0
    made = db.session.scalars(select(Audience).where(Audience.name == "Board")).one()
    assert made.closed


def test_a_sign_in_link_works_once_and_is_told(app: Flask, run: Run, cast: Cast) -> None:
    link = run("sign-in-link", "priya@acme.example").output.strip()
    assert link.startswith("http://portal.test/sign-in/link/")
    for audience in (house_audience(), self_audience(cast.person("priya"))):
        kinds = db.session.scalars(select(Entry.kind).where(Entry.audience_id == audience.id)).all()
        assert "person.sign_in_link_made" in kinds
    path = link.removeprefix("http://portal.test")
    visitor = app.test_client()
    assert visitor.get(path).status_code == 200
    assert visitor.post(path).status_code == 303
    assert app.test_client().post(path).status_code == 410

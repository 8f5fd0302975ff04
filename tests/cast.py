"""The fixed cast of every test: Northwind Robotics is the house; Acme Foods and Halden Dairy are customers.

Acme's deal workspace has an open circle "Legal, both sides". Names and words are those of the product's screens.
"""

from dataclasses import dataclass, field

from sqlalchemy import select

from portal.features.identity.models import Address, Company, Person
from portal.features.workspaces.models import Member, MemberState, Workspace, WorkspaceKind
from portal.kernel.access import Actor, Audience, AudienceKind, AudienceReader, HouseRole, Role
from portal.kernel.db import db, now, write


@dataclass(slots=True)
class Cast:
    """Ids of everybody and every place by a short word; rows are loaded when asked for."""

    people: dict[str, int] = field(default_factory=dict)
    workspaces: dict[str, int] = field(default_factory=dict)
    companies: dict[str, int] = field(default_factory=dict)

    def person(self, word: str) -> Person:
        return db.session.get_one(Person, self.people[word])

    def actor(self, word: str) -> Actor:
        return self.person(word).actor()

    def workspace(self, word: str = "acme") -> Workspace:
        return db.session.get_one(Workspace, self.workspaces[word])

    def member(self, word: str, workspace: str = "acme") -> Member:
        query = select(Member).where(
            Member.person_id == self.people[word], Member.workspace_id == self.workspaces[workspace]
        )
        return db.session.scalars(query).one()

    def audience(self, kind: str = "everyone", workspace: str = "acme") -> Audience:
        query = select(Audience).where(Audience.workspace_id == self.workspaces[workspace], Audience.kind == kind)
        return db.session.scalars(query).one()


# word: name, title, company, house role
PEOPLE = {
    "maya": ("Maya Lindqvist", "Account executive", "northwind", HouseRole.STAFF),
    "daniel": ("Daniel Okafor", "Solutions engineer", "northwind", HouseRole.STAFF),
    "hannah": ("Hannah Weiss", "Sales operations", "northwind", HouseRole.MANAGER),
    "ines": ("Ines Caro", "Administrator", "northwind", HouseRole.ADMINISTRATOR),
    "priya": ("Priya Raman", "Head of operations", "acme", None),
    "greg": ("Greg Tolland", "Plant manager, Leeds", "acme", None),
    "emily": ("Emily Chen", "General counsel", "acme", None),
    "ngozi": ("Dr Ngozi Adeyemi-Okonkwo", "Food safety and quality director", "acme", None),
    "marcus": ("Marcus Bell", "Procurement manager", "acme", None),
    "birgitte": ("Birgitte Sørensen-Mikkelsen", "Dairy director", "halden", None),
    "rashid": ("Rashid Khan", "Buyer", "stranger", None),
}
COMPANIES = {
    "northwind": "Northwind Robotics",
    "acme": "Acme Foods",
    "halden": "Halden Dairy",
    "stranger": "Corvid Logistics",
}
# workspace: person, role, readers besides Everyone
MEMBERS = {
    "acme": [
        ("maya", Role.OWNER, ("team", "circle")),
        ("daniel", Role.TEAM, ("team",)),
        ("priya", Role.CHAMPION, ()),
        ("ngozi", Role.MEMBER, ()),
        ("emily", Role.MEMBER, ("circle",)),
        ("greg", Role.VIEWER, ()),
        ("marcus", Role.MEMBER, ()),
    ],
    "halden": [("maya", Role.OWNER, ("team",)), ("birgitte", Role.CHAMPION, ())],
}


def build_cast() -> Cast:
    """Write the cast into an empty database. Marcus has been removed from Acme's workspace."""
    cast = Cast()
    with write():
        house = Audience(kind=AudienceKind.HOUSE)
        db.session.add(house)
        for word, name in COMPANIES.items():
            company = Company(name=name, name_key=name.casefold(), house=word == "northwind", tone=1)
            db.session.add(company)
            db.session.flush()
            cast.companies[word] = company.id
        for word, (name, title, _company, role) in PEOPLE.items():
            cast.people[word] = _person(word, name, title, role)
            if role is HouseRole.ADMINISTRATOR:
                db.session.add(AudienceReader(person_id=cast.people[word], audience_id=house.id))
        for word, members in MEMBERS.items():
            cast.workspaces[word] = _workspace(cast, word, members)
        _remove(cast, "marcus")
    return cast


def demo_cast() -> Cast:
    """Ids of the people and places of a loaded demo world: people by the first word of their address."""
    places = {"halden": "Halden Dairy, Kolding line", "community": "Northwind operators"} | {
        "acme": "Palletising at Leeds and Tilburg",
        "brightwater": "Vial tray handling, Basel",
    }
    addresses = db.session.scalars(select(Address).where(Address.primary))
    named = {row.name: row.id for row in db.session.scalars(select(Workspace))}
    return Cast(
        people={row.email.partition("@")[0]: row.person_id for row in addresses},
        workspaces={word: named[name] for word, name in places.items()},
    )


def _person(word: str, name: str, title: str, role: HouseRole | None) -> int:
    mine = Audience(kind=AudienceKind.SELF)
    db.session.add(mine)
    db.session.flush()
    person = Person(name=name, title=title, house_role=role, self_audience_id=mine.id)
    email = f"{word}@{PEOPLE[word][2]}.example"
    person.addresses.append(Address(email=email, email_key=email, primary=True, verified_at=now()))
    db.session.add(person)
    db.session.flush()
    db.session.add(AudienceReader(person_id=person.id, audience_id=mine.id))
    return person.id


def _workspace(cast: Cast, word: str, members: list[tuple[str, Role, tuple[str, ...]]]) -> int:
    name = {"acme": "Palletising at Leeds and Tilburg", "halden": "Halden packing line"}[word]
    workspace = Workspace(name=name, kind=WorkspaceKind.DEAL, company_id=cast.companies[word])
    db.session.add(workspace)
    db.session.flush()
    audiences = {
        kind: Audience(
            workspace_id=workspace.id,
            workspace_key=workspace.public_id,
            kind=kind,
            name="Legal, both sides" if kind == "circle" else "",
        )
        for kind in ("everyone", "team", "circle")
    }
    db.session.add_all(audiences.values())
    db.session.flush()
    for person, role, extra in members:
        person_id = cast.people[person]
        company_id = cast.companies[PEOPLE[person][2]]
        db.session.add(Member(workspace_id=workspace.id, person_id=person_id, company_id=company_id, role=role))
        for kind in ("everyone", *extra):
            db.session.add(AudienceReader(person_id=person_id, audience_id=audiences[kind].id))
    return workspace.id


def _remove(cast: Cast, word: str) -> None:
    member = cast.member(word)
    member.state, member.left_at = MemberState.LEFT, now()
    for kind in ("everyone",):
        row = db.session.get(AudienceReader, (member.person_id, cast.audience(kind).id))
        db.session.delete(row)

"""A small world for the matrix: one of every noun in each audience, and a session for everybody who signs in."""

import secrets
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import current_app
from flask.sessions import SecureCookieSessionInterface

from portal.edges.demo.documents.pdf import pdf
from portal.edges.demo.documents.text import blocks
from portal.features.discussions import services as discussions
from portal.features.discussions.models import ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.identity import proofs
from portal.features.identity.models import Company, Person, Proof, Purpose, SignedInSession
from portal.features.identity.people import add_person
from portal.features.identity.sessions import TOKEN, open_session, token_hash
from portal.features.library.folders import add_folder
from portal.features.library.services import add_file, add_version, delete_file
from portal.features.library.store import Content, keep
from portal.features.library.tus.beginning import begin
from portal.features.library.tus.protocol import Asked
from portal.features.memory.models import MarkKind
from portal.features.memory.services import set_mark
from portal.features.requests.giving import fill
from portal.features.requests.links import token_of
from portal.features.requests.making import Wish, ask
from portal.features.requests.models import RequestLink, Wanted
from portal.features.workspaces import admission, invitations
from portal.features.workspaces.models import Invitation, InvitationState
from portal.features.workspaces.pasting import Pasted
from portal.kernel.access import Role
from portal.kernel.db import db, now, write
from portal.kernel.jobs import Job, JobState
from portal.kernel.mail import OutboundMail
from portal.kernel.pictures import replace
from portal.readers.notifications.tokens import Key, make_key
from portal.readers.saved import services as searches
from portal.readers.saved.models import Tell
from portal.readers.search.asked import Asked as Search
from tests.cast import COMPANIES, MEMBERS, Cast

# How the matrix calls them, in the order of its columns; `expired` has an account and an invitation that ran out.
PEOPLE = {
    "anonymous": "",
    "stranger": "rashid",
    "other": "birgitte",
    "viewer": "greg",
    "member": "ngozi",
    "champion": "priya",
    "team": "daniel",
    "owner": "maya",
    "administrator": "ines",
    "manager": "hannah",
    "removed": "marcus",
    "expired": "olga",
}
# place, audience, whose things they are
SHELVES = (
    ("acme", "everyone", "ngozi"),
    ("acme", "team", "maya"),
    ("acme", "circle", "maya"),
    ("halden", "everyone", "birgitte"),
    ("halden", "team", "maya"),
)
UNKNOWN = "0123456789abcdef"
CODE = "123456"
BROWSER = "a-browser"

LETTER = b"""From: a@acme.example
To: b@acme.example
Subject: Terms
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="x"

--x
Content-Type: text/plain

See below.
--x
Content-Type: text/plain
Content-Disposition: attachment; filename="terms.txt"

Thirty days.
--x--
"""
TUNE = b"\xff\xfb\x90\x00" * 100


@dataclass(slots=True)
class World:
    """Public ids by place and audience ("acme/team") and noun; cookies and one's own things by person."""

    cast: Cast
    workspaces: dict[str, str] = field(default_factory=dict)
    things: dict[str, dict[str, str]] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)  # of Acme's people
    persons: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    proofs: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)  # Emily's photo, Acme's logo
    domain: int = 0  # a rule of Acme's workspace
    job: int = 0
    unsure_mail: int = 0
    saved: dict[str, str] = field(default_factory=dict)  # searches people keep


def build_world(cast: Cast) -> World:
    """Add the things to a database with the cast in it. Runs inside a request context."""
    world = World(cast)
    world.workspaces = {word: cast.workspace(word).public_id for word in cast.workspaces}
    with write():
        olga = add_person(name="Olga Brandt", email="olga@acme.example")
        cast.people["olga"] = olga.id
        for place in cast.workspaces:
            _invite(world, place)
            _ask(world, place)
        _expire(world, "olga@acme.example")
    for place, audience, author in SHELVES:
        _shelve(world, place, audience, author)
        _ask_for_files(world, place, audience)
    with write():
        _expire_link(world)
        world.members = {who: cast.member(who).public_id for who, *_rest in MEMBERS["acme"]}
        for who in filter(None, PEOPLE.values()):
            _sign_in(world, who)
            kept = searches.keep(by=cast.actor(who), asked=Search(text="gripper"), name="Gripper", tell=Tell.NEVER)
            world.saved[who] = kept.public_id
        _proofs(world)
        emily, acme = cast.person("emily"), cast.workspace()
        emily.photo, acme.logo = replace(None, b"a picture"), replace(None, b"another")
        world.pictures = {"photo": emily.photo or "", "logo": acme.logo or ""}
        job = Job(kind="mail.send", payload={"mail": 0}, state=JobState.DEAD, attempts=10, ended_at=now())
        db.session.add(job)
        db.session.flush()
        world.job = job.id
        unsure = OutboundMail(purpose="unread", to_address="x@acme.example", subject="x", text="y", state="unsure")
        db.session.add(unsure)
        db.session.flush()
        world.unsure_mail, world.tokens["mail"] = unsure.id, unsure.public_id
    return world


def _shelve(world: World, place: str, audience: str, author: str) -> None:
    cast, found = world.cast, world.things.setdefault(f"{place}/{audience}", {})
    heard, member = cast.audience(audience, place), cast.member(author, place)
    workspace, who = cast.workspace(place), cast.actor(author)
    words, content = prepare("What about the gripper?", heard), _content(workspace.public_id, "plan.txt")
    gone = _content(workspace.public_id, "old.txt")
    drawn = keep(workspace.public_id, "paper.pdf", [pdf("Paper", blocks("A plan on paper."), "")], limit=10_000)
    mailed = keep(workspace.public_id, "letter.eml", [LETTER], limit=10_000)
    played = keep(workspace.public_id, "tune.mp3", [TUNE], limit=10_000)
    with write():
        kind = ThreadKind.QUESTION
        thread = discussions.start_thread(by=member, audience=heard, kind=kind, title="Question", words=words)
        post = discussions.post(by=member, thread=thread, words=words)
        folder = add_folder(by=who, workspace=workspace, audience=heard, parent=None, name=f"Folder {audience}")
        file = add_file(by=who, workspace=workspace, audience=heard, folder=None, content=content)
        add_version(by=who, file=file, content=content)
        trashed = add_file(by=who, workspace=workspace, audience=heard, folder=None, content=gone)
        paper, letter, tune = (
            add_file(by=who, workspace=workspace, audience=heard, folder=None, content=kept)
            for kept in (drawn, mailed, played)
        )
        delete_file(by=who, file=trashed)
        asked = Asked(f"audience {b64encode(heard.public_id.encode()).decode()}")
        mark = set_mark(by=member, post=post, kind=MarkKind.COMMITMENT, audience=heard)
        found["upload"] = begin(member=member, who=who, size=5, asked=asked).public_id
        found |= _ids(thread=thread, post=post, folder=folder, file=file, trashed=trashed, audience=heard)
        found |= _ids(paper=paper, letter=letter, tune=tune, mark=mark)
        found["member"] = cast.member("emily" if place == "acme" else "birgitte", place).public_id
        found["self"] = member.public_id


def _ask_for_files(world: World, place: str, audience: str) -> None:
    """A request in each audience: one thing open, one that came; and a link, which is Rashid's."""
    cast, key = world.cast, f"{place}/{audience}"
    workspace, heard = cast.workspace(place), cast.audience(audience, place)
    into = heard if audience == "circle" else cast.audience("team", place)
    member = {"team": "maya", "circle": "emily"}.get(audience, "ngozi" if place == "acme" else "birgitte")
    people = [Pasted("rashid@stranger.example")]
    wish = Wish(("NDA", "Diagram"), heard, into, members=[cast.member(member, place)], people=people)
    content = _content(workspace.public_id, "nda.txt")
    with write():
        made = ask(by=cast.actor("maya"), workspace=workspace, wish=wish, today=now().date())
        link = db.session.query(RequestLink).filter_by(request_id=made.id).one()
        of_members = db.session.query(Wanted).filter_by(link_id=None)
        still, came = (of_members.filter_by(item_id=item.id).one() for item in made.items)
        fill(by=cast.actor(member), request=made, wanted=came, contents=[content])
        of_link = db.session.query(Wanted).filter_by(link_id=link.id).first()
        world.things[key] |= _ids(file_request=made, link=link, wanted=still, came=came, of_link=of_link)
        world.tokens.setdefault("give", token_of(link.public_id))
        world.proofs.setdefault("give", _proof("rashid@stranger.example", Purpose.GIVE, None, {"link": link.id}))


def _expire_link(world: World) -> None:
    """The last link that was made."""
    link = db.session.query(RequestLink).order_by(RequestLink.id.desc()).first()
    assert link is not None
    link.expires_at, world.tokens["give too late"] = now() - timedelta(days=1), token_of(link.public_id)


def _ids(**rows: object) -> dict[str, str]:
    return {noun: str(getattr(row, "public_id", "")) for noun, row in rows.items()}


def _content(key: str, name: str) -> Content:
    return keep(key, name, [b"A plan in words.\n"], limit=1000)


def _invite(world: World, place: str) -> None:
    customer = db.session.get_one(Company, world.cast.companies[place])
    by = world.cast.member("maya", place)
    for email in (f"new@{place}.example", "olga@acme.example") if place == "acme" else (f"new@{place}.example",):
        invitation = invitations.invite(by=by, email=email, company=customer, role=Role.MEMBER)
        token = world.tokens[email] = secrets.token_urlsafe(16)
        invitation.token_hash = proofs.hashed(token)
        world.things.setdefault(f"{place}/everyone", {}).setdefault("invitation", invitation.public_id)


def _ask(world: World, place: str) -> None:
    """People of the customer's domain may ask, and one does."""
    owner = world.cast.member("maya", place)
    rule = admission.add_domain(by=owner, domain=f"{place}.example", company=COMPANIES[place])
    asker = add_person(name=f"Asker {place}", email=f"asker@{place}.example")
    asked = admission.ask_to_join(person=asker, workspace=owner.workspace, rule=rule, email=f"asker@{place}.example")
    world.things.setdefault(f"{place}/everyone", {})["request"] = asked.public_id if asked else ""
    world.domain = world.domain or rule.id


def _expire(world: World, email: str) -> None:
    found = db.session.query(Invitation).filter_by(email=email).one()
    found.state, found.expires_at = InvitationState.SENT, now() - timedelta(days=1)


def _sign_in(world: World, who: str) -> None:
    person = world.cast.person(who)
    token = open_session(person, browser="test")
    db.session.flush()
    row = db.session.query(SignedInSession).filter_by(token_hash=token_hash(token)).one()
    row.fresh_until = now() + timedelta(hours=1)
    row.seen_at = now() + timedelta(hours=1)  # or every request to the world as it was would write down the visit
    world.persons[who], held = person.public_id, {proofs.BROWSER: BROWSER, "give_token": world.tokens["give"]}
    world.cookies[who], world.sessions[who] = cookie({TOKEN: token} | held), row.public_id
    world.cookies[""] = cookie(held)
    world.addresses[who] = person.addresses[0].id


def cookie(held: dict[str, str]) -> str:
    """What the browser keeps of this session."""
    signer: Any = SecureCookieSessionInterface().get_signing_serializer(current_app)
    return f"{current_app.config['SESSION_COOKIE_NAME']}={signer.dumps(held)}"


def _proofs(world: World) -> None:
    """A code for signing in, one for freshness, one for joining; and a mailed link: Priya's, and the invited's."""
    priya = world.cast.person("priya")
    invited = db.session.query(Invitation).filter_by(email="new@acme.example").one()
    detail = {"invitation": invited.id, "name": "New Person"}
    world.proofs["sign_in"] = _proof("priya@acme.example", Purpose.SIGN_IN, priya)
    world.proofs["fresh"] = _proof("priya@acme.example", Purpose.FRESH, priya)
    world.proofs["join"] = _proof("new@acme.example", Purpose.JOIN, None, detail)
    thread = world.things["acme/everyone"]["thread"]
    world.tokens["less"] = make_key(Key(priya.public_id, ["unread"], thread))
    place: dict[str, object] = {"place": world.workspaces["acme"], "email": "ask@acme.example", "name": "New Person"}
    world.proofs["ask_in"] = _proof("ask@acme.example", Purpose.ASK_IN, None, place)
    world.tokens["link"] = proofs.sign_in_link(priya).rpartition("/")[2]


def _proof(email: str, purpose: Purpose, person: Person | None, detail: dict[str, object] | None = None) -> str:
    made = Proof(
        purpose=purpose,
        email_key=email,
        person_id=person.id if person else None,
        code_hash=proofs._code_hash(email, CODE),
        link_hash=proofs.hashed(secrets.token_urlsafe(16)),
        browser_key=proofs.hashed(BROWSER),
        detail=detail or {},
        expires_at=now() + timedelta(hours=1),
    )
    db.session.add(made)
    db.session.flush()
    return made.public_id


__all__ = ["CODE", "PEOPLE", "UNKNOWN", "World", "build_world", "cookie"]

"""Three customers' workspaces with a planted word in every field."""

from base64 import b64encode
from dataclasses import dataclass, field

from portal.edges.demo.documents.pdf import pdf
from portal.edges.demo.documents.text import blocks
from portal.features.discussions import drafts, marks
from portal.features.discussions import services as discussions
from portal.features.discussions.comments import comment
from portal.features.discussions.models import Post, Thread, ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.identity.models import Company, Person
from portal.features.identity.people import add_house, add_person
from portal.features.library.folders import add_folder
from portal.features.library.models import File
from portal.features.library.services import add_file, add_version, delete_file, rename_file
from portal.features.library.store import Content, keep
from portal.features.library.tus.beginning import begin
from portal.features.library.tus.protocol import Asked
from portal.features.library.withdrawing import withdraw_file
from portal.features.workspaces import admission, audiences, invitations, services
from portal.features.workspaces.models import Member, Workspace, WorkspaceKind
from portal.features.workspaces.queries import readers_of
from portal.kernel.access import Audience, HouseRole, Role
from portal.kernel.db import db, write
from tests.access.canaries import COMMON, NOBODY, Aviary, People

# customer: person, role, also in the circle. The owner of Carol is Alpha's, so that one person sees two.
CUSTOMERS: dict[str, list[tuple[str, Role, bool]]] = {
    "alpha": [
        ("anna", Role.OWNER, True),
        ("tom", Role.TEAM, False),
        ("chloe", Role.CHAMPION, False),
        ("mark", Role.MEMBER, True),
        ("vera", Role.VIEWER, False),
        ("remo", Role.MEMBER, False),
    ],
    "bravo": [("bert", Role.OWNER, True), ("britta", Role.CHAMPION, False)],
    "carol": [("anna", Role.OWNER, True), ("clara", Role.CHAMPION, False)],
}
REMOVED = "remo"
HOUSE = {"ada": HouseRole.ADMINISTRATOR, "max": HouseRole.MANAGER}
STRANGER = "sam"
STAFF = {"anna", "tom", "bert", *HOUSE}
ADMIN = frozenset({"ada"})
GUESTS = frozenset(f"guest of {customer}" for customer in CUSTOMERS)


@dataclass(slots=True)
class Nest:
    """What the crawl needs of one workspace: ids by the name of the argument that takes them."""

    workspace: str
    ids: dict[str, list[str]] = field(default_factory=dict)

    def keep(self, argument: str, public_id: str) -> None:
        self.ids.setdefault(argument, []).append(public_id)


@dataclass(slots=True)
class Planted:
    """The world of the canary."""

    aviary: Aviary = field(default_factory=Aviary)
    people: dict[str, int] = field(default_factory=dict)
    mail: dict[str, str] = field(default_factory=dict)  # address: person
    nests: dict[str, Nest] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)  # of each giver, by public id
    lens: str = ""  # Chloe's membership


def plant() -> Planted:
    """Build it in an empty database, through the services."""
    world = Planted()
    with write():
        add_house("Northwind Robotics")
        for who in [*HOUSE, STRANGER]:
            _person(world, who, around=NOBODY)
    for customer in CUSTOMERS:
        _open(world, customer)
    return world


def inside(customer: str) -> People:
    return frozenset(who for who, _role, _in in CUSTOMERS[customer] if who != REMOVED)


def readers(customer: str, audience: str) -> People:
    """Who reads an audience in the end."""
    if audience == "circle":
        return frozenset(who for who, _role, circle in CUSTOMERS[customer] if circle)
    if audience == "team":
        return inside(customer) & STAFF
    return inside(customer)


def _person(world: Planted, who: str, *, around: People) -> Person:
    if who in world.people:
        return db.session.get_one(Person, world.people[who])
    for customer, members in CUSTOMERS.items():
        if who in {each for each, _role, _in in members}:
            around |= inside(customer) | {f"guest of {customer}"}
    me, admin = frozenset({who}), ADMIN
    givers = frozenset(f"giver of {customer}" for customer, rows in CUSTOMERS.items() if rows[0][0] == who)  # of owners
    see, role = world.aviary.plant, HOUSE.get(who, HouseRole.STAFF if who in STAFF else None)
    name = f"Name {see(f'name of {who}', around | me | admin | givers, around - GUESTS | me)}"
    email = f"{see(f'address of {who}', me | admin, me)}@{who}.example"
    title = f"Title {see(f'title of {who}', around | me | givers, me)}"
    made = add_person(name=name, email=email, title=title, house_role=role)
    world.people[who], world.mail[email] = made.id, who
    return made


def _open(world: Planted, customer: str) -> None:
    see, members, guest = world.aviary.plant, inside(customer), frozenset({f"guest of {customer}"})
    with write():
        people = {who: _person(world, who, around=NOBODY) for who, _role, _in in CUSTOMERS[customer]}
        owner = next(who for who, role, _in in CUSTOMERS[customer] if role is Role.OWNER)
        workspace = services.open_workspace(
            by=people[owner],
            name=see(f"name of {customer}", members | guest | ADMIN),
            kind=WorkspaceKind.DEAL,
            company=see(f"company of {customer}", members | guest | ADMIN, members | guest),
            purpose=f"Purpose {see(f'purpose of {customer}', members | guest, guest)}",
            brand="#14594a",
        )
        nest = world.nests[customer] = Nest(workspace.public_id)
        by = member_of(workspace, people[owner])
        for who, role, _in in CUSTOMERS[customer][1:]:
            company = by.company if who in STAFF else db.session.get_one(Company, workspace.company_id)
            services.join(by=by, workspace=workspace, person=people[who], company=company, role=role, invitation=None)
        circle = _circle(world, customer, by, workspace, people)
        _invite(world, customer, by, workspace)
    heard = {"everyone": audiences.everyone(workspace), "team": audiences.team(workspace), "circle": circle}
    for kind, audience in heard.items():
        author = "mark" if customer == "alpha" and kind != "team" else owner
        _fill(world, customer, kind, audience, member_of(workspace, people[author]))
    _leave(world, customer, workspace, people)
    nest.ids["member_id"] = [member_of(workspace, each).public_id for each in people.values()]
    if customer == "alpha":
        world.lens = member_of(workspace, people["chloe"]).public_id


def _circle(world: Planted, customer: str, by: Member, workspace: Workspace, people: dict[str, Person]) -> Audience:
    chosen = [member_of(workspace, people[who]) for who in sorted(readers(customer, "circle"))]
    name = f"Circle {world.aviary.plant(f'circle of {customer}', readers(customer, 'circle'))}"
    return audiences.add_circle(by=by, workspace=workspace, name=name, closed=False, members=chosen)


def _invite(world: Planted, customer: str, by: Member, workspace: Workspace) -> None:
    see, guest = world.aviary.plant, f"guest of {customer}"
    told = frozenset({guest}) | frozenset(
        who for who, role, _in in CUSTOMERS[customer] if role in (Role.OWNER, Role.TEAM, Role.CHAMPION)
    )
    email = f"{see(f'invited to {customer}', told)}@guest.example"
    message = f"Message {see(f'message to the guest of {customer}', frozenset({guest}))}"
    company = db.session.get_one(Company, workspace.company_id)
    invitations.invite(by=by, email=email, company=company, role=Role.MEMBER, message=message)
    world.mail[email] = guest
    _ask(world, customer, by, company)


def _ask(world: Planted, customer: str, by: Member, company: Company) -> None:
    """People of a listed domain may ask, and one does."""
    see = world.aviary.plant
    owner = frozenset(who for who, role, _in in CUSTOMERS[customer] if role is Role.OWNER)
    admits = owner | frozenset(who for who, role, _in in CUSTOMERS[customer] if role is Role.CHAMPION)
    told = admits | ADMIN | readers(customer, "team")  # the timeline of Our team says so
    domain = f"{see(f'domain of {customer}', told, admits)}.example"
    rule = admission.add_domain(by=by, domain=domain, company=company.name)
    name, email = f"Asker {see(f'asker of {customer}', told, admits)}", f"asker@{domain}"
    admission.ask_to_join(person=add_person(name=name, email=email), workspace=by.workspace, rule=rule, email=email)


def _fill(world: Planted, customer: str, kind: str, audience: Audience, by: Member) -> None:
    """A thread with every kind of post, and a folder with every kind of file."""
    nest, here, may = world.nests[customer], f"{customer}/{kind}", readers(customer, kind)
    maker = frozenset(who for who, person_id in world.people.items() if person_id == by.person_id)
    nest.keep("audience", audience.public_id)
    thread = _thread(world, here, audience, by, may)
    nest.keep("thread_id", thread.public_id)
    with write():
        _posts(world, here, thread, by, may)
        draft = f"Draft {world.aviary.plant(f'draft in {here}', maker)}"
        drafts.save_draft(by=by, audience=audience, place=thread.public_id, body=draft, title="")
    found = db.session.query(Post).filter_by(thread_id=thread.id)
    nest.ids.setdefault("post_id", []).extend(post.public_id for post in found)
    nest.keep("upload_id", _coming(world, here, audience, by))
    for file in _files(world, here, audience, by, may):
        nest.keep("file_id", file.public_id)
        if file.folder is not None:
            nest.keep("folder_id", file.folder.public_id)
    talk = db.session.query(Thread).filter(Thread.audience_id == audience.id, Thread.about_file_id.is_not(None)).one()
    nest.keep("thread_id", talk.public_id)


def _thread(world: Planted, here: str, audience: Audience, by: Member, may: People) -> Thread:
    see = world.aviary.plant
    named = " ".join(f"@[somebody](member:{member.public_id})" for member in readers_of(audience))
    words = prepare(f"{COMMON} {see(f'post in {here}', may)} {named}", audience)
    with write():
        return discussions.start_thread(
            by=by,
            audience=audience,
            kind=ThreadKind.QUESTION,
            title=f"{COMMON} {see(f'title in {here}', may)}",
            words=words,
        )


def _posts(world: Planted, here: str, thread: Thread, by: Member, may: People) -> None:
    see = world.aviary.plant
    edited = discussions.post(
        by=by, thread=thread, words=prepare(f"{see(f'first words in {here}', may)}", thread.audience)
    )
    discussions.edit(by=by, post=edited, words=prepare(f"{see(f'later words in {here}', may)}", thread.audience))
    gone = prepare(f"{COMMON} {see(f'deleted words in {here}', NOBODY)}", thread.audience)
    withdrawn = discussions.post(by=by, thread=thread, words=gone)
    gone = prepare(f"{COMMON} {see(f'deleted later words in {here}', NOBODY)}", thread.audience)
    discussions.edit(by=by, post=withdrawn, words=gone)
    discussions.delete_post(by=by, post=withdrawn)
    answer = discussions.post(by=by, thread=thread, words=prepare(f"{see(f'answer in {here}', may)}", thread.audience))
    if not here.endswith("/circle"):  # that question stays open, and stands on a home
        marks.accept(by=by, thread=thread, post=answer)
    marks.react(by=by, post=answer, word="agree")


def _files(world: Planted, here: str, audience: Audience, by: Member, may: People) -> list[File]:
    see, workspace, who = world.aviary.plant, by.workspace, by.person.actor()
    maker = frozenset(each for each, person_id in world.people.items() if person_id == by.person_id)
    given = f"{COMMON} {see(f'words of the file in {here}', may)}"
    first = content_of(workspace, f"{COMMON} {see(f'given name in {here}', may)}.txt", given)
    second = content_of(workspace, "later.txt", f"{COMMON} {see(f'words of the version in {here}', may)}")
    trashed = content_of(
        workspace,
        f"{see(f'name in the trash of {here}', may, maker)}.txt",
        f"{COMMON} {see(f'words in the trash of {here}', NOBODY)}",
    )
    page = pdf(f"{COMMON} paper", blocks(see(f"words on the paper in {here}", may)), "")
    drawn = keep(workspace.public_id, "paper.pdf", [page], limit=10_000)
    folder_name, name = f"{COMMON} {see(f'folder in {here}', may)}", f"{COMMON} {see(f'file in {here}', may)}.txt"
    gone_words = f"{COMMON} {see(f'words of the withdrawn file in {here}', NOBODY)}"
    taken_back = content_of(workspace, f"{see(f'name of the withdrawn file in {here}', may)}.txt", gone_words)
    said = prepare(f"{COMMON} {see(f'comment in {here}', may)}", audience)
    with write():
        folder = add_folder(by=who, workspace=workspace, audience=audience, parent=None, name=folder_name)
        file = add_file(by=who, workspace=workspace, audience=audience, folder=folder, content=first)
        add_version(by=who, file=file, content=second, note=f"Note {see(f'note of the version in {here}', may)}")
        rename_file(by=who, file=file, name=name)
        gone = add_file(by=who, workspace=workspace, audience=audience, folder=None, content=trashed)
        delete_file(by=who, file=gone)
        withdrawn = add_file(by=who, workspace=workspace, audience=audience, folder=None, content=taken_back)
        withdraw_file(by=who, file=withdrawn, reason=f"Reason {see(f'reason of the withdrawal in {here}', may)}")
        paper = add_file(by=who, workspace=workspace, audience=audience, folder=None, content=drawn)
        thread = db.session.query(Thread).filter_by(audience_id=audience.id).one()
        discussions.post(by=by, thread=thread, words=prepare("With a file", audience), files=[file])
        comment(by=by, file=file, spot=discussions.Spot(2), words=said)
    return [file, gone, withdrawn, paper]


def _coming(world: Planted, here: str, audience: Audience, by: Member) -> str:
    """A file that has begun to come: its name is its sender's alone."""
    maker = frozenset(each for each, person_id in world.people.items() if person_id == by.person_id)
    name = f"{COMMON} {world.aviary.plant(f'name of what comes in {here}', maker, NOBODY)}.txt"
    words = {"filename": name, "audience": audience.public_id, "path": f"{name}/{name}"}
    told = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in words.items())
    with write():
        return begin(member=by, who=by.person.actor(), size=100, asked=Asked(told)).public_id


def content_of(workspace: Workspace, name: str, words: str) -> Content:
    return keep(workspace.public_id, name, [words.encode()], limit=10_000)


def _leave(world: Planted, customer: str, workspace: Workspace, people: dict[str, Person]) -> None:
    """Remo was a member, wrote something, and is gone."""
    if REMOVED not in people:
        return
    leaver, everyone = member_of(workspace, people[REMOVED]), audiences.everyone(workspace)
    words = prepare(f"{COMMON} {world.aviary.plant(f'parting words in {customer}', inside(customer))}", everyone)
    with write():
        thread = db.session.query(Thread).filter_by(audience_id=everyone.id, about_file_id=None).one()
        discussions.post(by=leaver, thread=thread, words=words)
        services.remove_member(by=leaver, member=leaver)


def member_of(workspace: Workspace, person: Person) -> Member:
    return db.session.query(Member).filter_by(workspace_id=workspace.id, person_id=person.id).one()

"""A portal filled for measuring, served as `make run` serves, and what its clients need to know of it."""

import contextlib
import random
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from portal.edges.imports.mbox import import_mbox
from portal.features.discussions.models import Post, Thread
from portal.features.discussions.queries import PAGE
from portal.features.identity.models import Person
from portal.features.identity.sessions import TOKEN, open_session
from portal.features.workspaces import services
from portal.features.workspaces.audiences import everyone
from portal.features.workspaces.models import Member, Workspace, WorkspaceKind
from portal.kernel.access import Role
from portal.kernel.db import db, write
from tests.bench.words import PLANTED
from tests.bench.world import Shape, build_house, build_mail, build_workspaces
from tests.cast import Cast
from tests.conftest import make_app
from tests.servers import free_port
from tests.shared_data import DATA
from tests.support.portal import Portal

MAIL = DATA / "mail" / "openbmc.mbox.gz"
Tell = Callable[[str], None]
PLACES = ("empty", "mail", "posts", "words", "scale")
LONGEST = 300  # seconds the index, and then the rest of the worker's work, may take
WORDS = {"one word": ["robot", "pallet", "sensor", "contract"], "two words": ["robot pallet", "safety review"]}
MAIL_WORDS = {"one word": ["patch", "sensor", "kernel", "error"], "two words": ["u-boot environment", "fan control"]}
# Nobody posts 150 times a second; the limits are for people. Nothing else differs from `make run`.
SETTINGS = {"RATE_POST": "1000000 per minute", "RATE_SEARCH": "1000000 per minute", "TRANSFERS_EACH": "32"}


@dataclass(frozen=True, slots=True)
class Place:
    """Workspaces that are measured together, by public id: their threads of 20 posts or more, and words to search."""

    name: str
    workspaces: list[str]
    threads: list[tuple[str, str]]
    words: dict[str, list[str]]


@dataclass(slots=True)
class Stage:
    """The portal and those who use it."""

    portal: Portal
    tell: Tell
    staff: list[int] = field(default_factory=list)  # who owns every workspace, and who helps in each

    def cookie(self, name: str) -> str:
        """The cookie of a new session of the person of that name."""
        app = self.portal.app
        with app.test_request_context():
            person = db.session.scalars(select(Person).where(Person.name == name)).one()
            with write():
                token = open_session(person, browser="Chrome on Linux")
            session = {TOKEN: token, "_permanent": True, "csrf_token": "0" * 40}
            signed: str = app.session_interface.get_signing_serializer(app).dumps(session)  # type: ignore[attr-defined]
            db.session.remove()
        return f"throughline={signed}"


@contextlib.contextmanager
def staged(folder: Path, tell: Tell) -> Iterator[Stage]:
    """An empty portal with the house and two of its staff, not served yet; stopped when the block ends."""
    app = make_app(folder)
    url = f"http://127.0.0.1:{free_port()}"
    stage = Stage(Portal(url, folder, app, Cast(), settings=SETTINGS), tell)
    stage.portal.command("db", "upgrade")
    with app.app_context():
        stage.staff = [each.id for each in build_house()]
        _let_go()
    try:
        yield stage
    finally:
        stage.portal.stop()


def each_place(stage: Stage, names: Collection[str], shape: Shape) -> Iterator[Place]:
    """The places of these names (of `PLACES`), each served from idle; the first is empty, the others are filled."""
    if "empty" in names:
        stage.portal.start()
        yield Place("an empty portal", [], [], {})
        stage.portal.stop()
    with stage.portal.app.app_context():
        places = _fill(stage, names, shape)
        _let_go()
    if places:
        _index(stage.portal, stage.tell)
    for place in places:
        stage.portal.start()
        yield place
        stage.portal.stop()


def _index(portal: Portal, tell: Tell) -> None:
    """Let everything that was filled be found, and all other work be done, within bounds of time."""
    for words, said in (
        (("search", "rebuild"), "The index is built"),
        (("worker", "--drain"), "The worker does the rest"),
    ):
        began = time.monotonic()
        tell(f"{said}, for {LONGEST} s at most")
        portal.command(*words, timeout=LONGEST)
        tell(f"{said}: took {time.monotonic() - began:.0f} s")


def _let_go() -> None:
    db.session.remove()
    db.engine.dispose()


def _fill(stage: Stage, names: Collection[str], shape: Shape) -> list[Place]:
    done, places = 0, []

    def step(posts: int) -> None:
        nonlocal done
        done += posts
        stage.tell(f"{done} posts written")

    rep, helper = (db.session.get_one(Person, each) for each in stage.staff)
    if "mail" in names and MAIL.exists():
        mail = _import(rep, helper, stage.tell)
        places.append(_place("the imported mail", [mail], MAIL_WORDS | {"planted": _rare(mail)}))
    elif "mail" in names:
        mail = build_mail(rep, helper, step)
        places.append(_place("mail made up", [mail], WORDS | {"planted": [PLANTED]}))
    if "posts" in names:
        many = build_workspaces(rep, helper, shape, step)
        planted = [f"{PLANTED}{number}" for number in range(shape.workspaces)]
        name = f"{shape.total} posts in {shape.workspaces} workspaces"
        places.append(_place(name, many, WORDS | {"planted": planted}))
    return places


def _import(rep: Person, helper: Person, tell: Tell) -> str:
    with write():
        workspace = services.open_workspace(by=rep, name="OpenBMC", kind=WorkspaceKind.COMMUNITY)
        owner = db.session.scalars(select(Member).where(Member.workspace_id == workspace.id)).one()
        staff = {"company": owner.company, "role": Role.TEAM, "invitation": None}
        services.join(by=None, workspace=workspace, person=helper, **staff)  # type: ignore[arg-type]  # as named
    readers = everyone(workspace)
    import_mbox(
        MAIL,
        workspace=workspace,
        member=owner,
        audience=readers,
        progress=lambda done, of: tell(f"{done} of {of} mails imported"),
    )
    return workspace.public_id


def _place(name: str, workspaces: list[str], words: dict[str, list[str]]) -> Place:
    """Its threads are those of 20 posts or more."""
    query = select(Workspace.public_id, Thread.public_id).join(Thread, Thread.workspace_id == Workspace.id)
    query = query.where(Workspace.public_id.in_(workspaces), Thread.post_count >= PAGE)
    threads = [(row[0], row[1]) for row in db.session.execute(query)]
    random.Random(5).shuffle(threads)
    return Place(name, workspaces, threads, words)


def _rare(workspace: str) -> list[str]:
    """Words that stand in one post of the imported mail, found by looking."""
    query = select(Post.body).join(Workspace, Workspace.id == Post.workspace_id)
    seen: Counter[str] = Counter()
    for body in db.session.scalars(query.where(Workspace.public_id == workspace)):
        seen.update({each for each in body.casefold().split() if each.isalpha() and each.isascii() and len(each) > 7})
    return sorted(word for word, count in seen.items() if count == 1)[:50]

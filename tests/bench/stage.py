"""A portal filled for measuring, served as `make run` serves, and what its clients need to know of it."""

import contextlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
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
WORDS = {"one word": ["robot", "pallet", "sensor", "contract"], "two words": ["robot pallet", "safety review"]}
MAIL_WORDS = {"one word": ["patch", "sensor", "kernel", "error"], "two words": ["u-boot environment", "fan control"]}
# Nobody posts 150 times a second; the limits are for people. Nothing else differs from `make run`.
SETTINGS = {"RATE_POST": "1000000 per minute", "RATE_SEARCH": "1000000 per minute"}


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
    places: list[Place] = field(default_factory=list)

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
def staged(folder: Path, shape: Shape, tell: Tell) -> Iterator[Stage]:
    """Fill a portal, let the worker read it all, and serve until the block ends."""
    app = make_app(folder)
    url = f"http://127.0.0.1:{free_port()}"
    stage = Stage(Portal(url, folder, app, Cast(), settings=SETTINGS))
    stage.portal.command("db", "upgrade")
    with app.app_context():
        _fill(stage, shape, tell)
        db.session.remove()
        db.engine.dispose()
    tell("The worker reads everything into the index")
    stage.portal.command("worker", "--drain")
    stage.portal.start()
    try:
        yield stage
    finally:
        stage.portal.stop()


def _fill(stage: Stage, shape: Shape, tell: Tell) -> None:
    done = 0

    def step(posts: int) -> None:
        nonlocal done
        done += posts
        tell(f"{done} posts written")

    rep, helper = build_house()
    if MAIL.exists():
        mail = _import(rep, helper, tell)
        stage.places = [_place("the imported mail", [mail], MAIL_WORDS | {"planted": _rare(mail)})]
    else:
        mail = build_mail(rep, helper, step)
        stage.places = [_place("mail made up", [mail], WORDS | {"planted": [PLANTED]})]
    many = build_workspaces(rep, helper, shape, step)
    planted = [f"{PLANTED}{number}" for number in range(shape.workspaces)]
    name = f"{shape.total} posts in {shape.workspaces} workspaces"
    stage.places.append(_place(name, many, WORDS | {"planted": planted}))


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

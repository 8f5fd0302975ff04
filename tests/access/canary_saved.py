"""Searches everybody of the planted world keeps, and something new for them in every audience."""

from portal.features.discussions import services as discussions
from portal.features.discussions.models import ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.identity.models import Person
from portal.features.workspaces.models import Workspace
from portal.features.workspaces.queries import readers_of
from portal.kernel.access import Audience, Permission
from portal.kernel.db import db, write
from portal.readers.saved import services
from portal.readers.saved.models import Tell
from portal.readers.search.asked import Asked
from tests.access.canaries import COMMON
from tests.access.canary_world import CUSTOMERS, Planted, readers


def plant_saved(world: Planted) -> None:
    """All look for the same word; each under a name, and after a search, that only they may meet."""
    see = world.aviary.plant
    for who, person_id in world.people.items():
        me = frozenset({who})
        name, last = f"Search {see(f'kept search of {who}', me)}", see(f"last search of {who}", me)
        with write():
            by = db.session.get_one(Person, person_id).actor()
            kept = services.keep(by=by, asked=Asked(text=COMMON), name=name, tell=Tell.NOW)
            services.remember(by=by, asked=Asked(text=last))
            world.nests["alpha"].keep("saved_id", kept.public_id)
    for customer in CUSTOMERS:
        workspace = db.session.query(Workspace).filter_by(public_id=world.nests[customer].workspace).one()
        for audience in workspace.audiences:
            _write(world, customer, audience)


def _write(world: Planted, customer: str, audience: Audience) -> None:
    here, heard = f"{customer}/{audience.kind}", readers(customer, audience.kind)
    by = next(each for each in readers_of(audience) if each.may(Permission.POST))
    title = f"{COMMON} {world.aviary.plant(f'title of the news in {here}', heard)}"
    words = prepare(COMMON, audience)
    with write():
        discussions.start_thread(by=by, audience=audience, kind=ThreadKind.DISCUSSION, title=title, words=words)

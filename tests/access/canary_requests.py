"""Requests for files in every audience of the planted world, answered by a member and by somebody outside."""

from portal.features.requests.giving import fill, give
from portal.features.requests.making import Wish, ask
from portal.features.requests.models import Wanted
from portal.features.requests.services import send_back
from portal.features.workspaces import audiences
from portal.features.workspaces.models import Workspace
from portal.features.workspaces.pasting import Pasted
from portal.features.workspaces.queries import owner_of, readers_of
from portal.kernel.access import Audience, Permission
from portal.kernel.db import db, now, write
from tests.access.canaries import COMMON
from tests.access.canary_world import ADMIN, CUSTOMERS, Planted, content_of, readers


def plant_requests(world: Planted) -> None:
    """Ask in each audience of each workspace."""
    for customer in CUSTOMERS:
        workspace = db.session.query(Workspace).filter_by(public_id=world.nests[customer].workspace).one()
        known = (
            readers(customer, "team") | readers(customer, "circle") | {f"giver of {customer}"}
        )  # who reads what came
        name = (
            f"Giver {world.aviary.plant(f'name of the giver of {customer}', known | ADMIN, readers(customer, 'team'))}"
        )
        for audience in workspace.audiences:
            _ask_for_files(world, customer, audience, name)


def _ask_for_files(world: Planted, customer: str, audience: Audience, name: str) -> None:
    """Files asked of a member and of somebody outside, who both give; what the second gave is sent back."""
    see, kind, workspace = world.aviary.plant, audience.kind, db.session.get_one(Workspace, audience.workspace_id)
    who = owner_of(workspace).person.actor()
    here, giver = f"{customer}/{kind}", f"giver of {customer}"
    into = audience if kind == "circle" else audiences.team(workspace)
    asks, opens = readers(customer, kind) | {giver}, readers(customer, "circle" if kind == "circle" else "team")
    able = [each for each in readers_of(audience) if each.may(Permission.UPLOAD)]
    answers = min(able, key=lambda each: each.company.house)  # a customer, where one reads it
    own = frozenset(word for word, person_id in world.people.items() if person_id == answers.person_id)
    email = f"giver@{customer}.example"
    world.mail[email] = giver
    asked = f"{COMMON} {see(f'thing wanted in {here} and outside', asks)}"
    outside = Pasted(email, name)
    note = f"Note {see(f'note of the request in {here} and outside', asks)}"
    wish = Wish([asked], audience, into, members=[answers], people=[outside], note=note)
    mine = content_of(workspace, f"{see(f'name of what a member gave in {here}', opens | own)}.txt", COMMON)
    theirs = content_of(
        workspace,
        f"{see(f'name of what came by link in {here}', opens | {giver})}.txt",
        f"{COMMON} {see(f'words of what came by link in {here}', opens)}",
    )
    reason = f"Because {see(f'why it was sent back in {here} and outside', opens | {giver})}"
    with write():
        made = ask(by=who, workspace=workspace, wish=wish, today=now().date())
        places = db.session.query(Wanted).filter(Wanted.item_id == made.items[0].id).order_by(Wanted.id).all()
        link = places[1].link
        assert link is not None
        fill(by=answers.person.actor(), request=made, wanted=places[0], contents=[mine])
        give(link=link, wanted=places[1], contents=[theirs])
        send_back(by=who, request=made, wanted=places[1], reason=reason)
        world.links.setdefault(giver, []).append(link.public_id)
    world.nests[customer].keep("file_request_id", made.public_id)

"""Opening the workspaces of the demo world and bringing people in, as `workspace.txt` tells."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from portal.edges.demo.sources import facts
from portal.edges.demo.stage import Scene
from portal.features.identity.people import add_company, change_profile
from portal.features.workspaces import invitations, services
from portal.features.workspaces.audiences import add_circle
from portal.features.workspaces.models import Invitation, InvitationState, WorkspaceKind
from portal.features.workspaces.queries import member_of
from portal.kernel.access import Role
from portal.kernel.db import now

REFUSED = "550 5.1.1 There is no such mailbox here"


def gather(scene: Scene, place: Path) -> None:
    """Plan everything of `workspace.txt` but the visits."""
    said = {key: values for key, values in facts(place / "workspace.txt") if len(values) == 1}
    for key, values in facts(place / "workspace.txt"):
        if key == "opened":
            scene.stage.plan_by(values[0], lambda who: _open(scene, who, said))
        elif key in PLANS:
            PLANS[key](scene, *values)


def _open(scene: Scene, who: str, said: dict[str, list[str]]) -> None:
    by = scene.stage.people[who]
    company = said["company"][0] if "company" in said else ""
    scene.workspace = services.open_workspace(
        by=by,
        name=said["name"][0],
        kind=WorkspaceKind(said["kind"][0]),
        company=company,
        brand=said["brand"][0],
        purpose=said["purpose"][0],
    )
    owner = member_of(scene.workspace, by.actor())
    if owner is not None:
        scene.owner = scene.members[who] = owner


def _team(scene: Scene, joins: str) -> None:
    scene.stage.plan_by(joins, lambda who: _add_staff(scene, who))


def _add_staff(scene: Scene, who: str) -> None:
    person = scene.stage.people[who]
    scene.members[who] = services.join(
        by=scene.owner,
        workspace=scene.workspace,
        person=person,
        company=scene.owner.company,
        role=Role.TEAM,
        invitation=None,
    )


def _guest(scene: Scene, who: str, role: str, invited: str, joined: str) -> None:
    """Invited by somebody, and joined later."""
    open_: list[Invitation] = []
    known = scene.stage.cast[who]
    scene.stage.plan_by(
        invited, lambda by: open_.append(_invite(scene, by, known.email, known.company, role, sent=True))
    )
    scene.stage.plan(scene.stage.calendar.at(joined), lambda: _accept(scene, who, open_[0]))


def _accept(scene: Scene, who: str, invitation: Invitation) -> None:
    known = scene.stage.cast[who]
    invitations.mark_opened(invitation)
    member = scene.members[who] = invitations.accept(invitation=invitation, name=known.name)
    if who not in scene.stage.people:
        scene.stage.people[who] = member.person
        change_profile(member.person, title=known.title)


def _invite(scene: Scene, by: str, email: str, company: str, role: str, *, sent: bool) -> Invitation:
    made = invitations.invite(
        by=scene.members[by], email=email, company=add_company(company), role=Role(role), message=""
    )
    if sent:
        made.state, made.sent_at = InvitationState.SENT, now() + timedelta(minutes=1)
    return made


def _invited(scene: Scene, *cells: str) -> None:
    """Somebody who has not come yet: address, company, role, invited by whom and when, and how far it got."""
    email, company, role, invited, state = cells

    def send(by: str) -> None:
        made = _invite(scene, by, email, company, role, sent=state != "not sent")
        if state == "opened":
            invitations.mark_opened(made)
        elif state == "refused":
            made.state, made.problem = InvitationState.REFUSED, REFUSED
        elif state == "revoked":
            invitations.revoke(by=scene.members[by], invitation=made)

    scene.stage.plan_by(invited, send)


def _circle(scene: Scene, name: str, made: str, readers: str) -> None:
    def add(by: str) -> None:
        members = [scene.members[word] for word in readers.split()]
        scene.circles[name] = add_circle(
            by=scene.members[by], workspace=scene.workspace, name=name, closed=False, members=members
        )

    scene.stage.plan_by(made, add)


PLANS: dict[str, Callable[..., None]] = {"team": _team, "guest": _guest, "invited": _invited, "circle": _circle}

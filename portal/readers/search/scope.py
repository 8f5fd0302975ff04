"""What one person's searches run over: the audiences they read now, and what their workspaces are called."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.features.identity.models import Company
from portal.features.workspaces.models import Workspace
from portal.kernel.access import Actor, Audience
from portal.kernel.db import db
from portal.readers.search.hits import Place, Readers


@dataclass(frozen=True, slots=True)
class Scope:
    """Audiences and workspaces by id; `company_of` names the customer of a workspace, by which people call it, too."""

    actor: Actor
    audiences: dict[int, Readers]
    place_of: dict[int, int]  # audience: workspace
    workspaces: dict[int, Place]
    company_of: dict[int, str]

    @property
    def readable(self) -> frozenset[int]:
        """The filter of every query."""
        return frozenset(self.audiences)


def scope_of(actor: Actor) -> Scope:
    """Asked of the database for each search: rights change at once."""
    workspaces, companies = {}, {}
    there = Workspace.visible_to(actor).subquery()
    query = select(there.c.id, there.c.public_id, there.c.name, Company.name.label("company"))
    for row in db.session.execute(query.outerjoin(Company, Company.id == there.c.company_id)):
        workspaces[row.id], companies[row.id] = Place(row.public_id, row.name), row.company or ""
    audiences, place_of = {}, {}
    mine = Audience.visible_to(actor).where(Audience.workspace_id.is_not(None)).subquery()
    for row in db.session.execute(select(mine.c.id, mine.c.public_id, mine.c.kind, mine.c.name, mine.c.workspace_id)):
        if row.workspace_id in workspaces:  # somebody may be let in between the two questions
            audiences[row.id], place_of[row.id] = Readers(row.kind, row.name, row.public_id), row.workspace_id
    return Scope(actor, audiences, place_of, workspaces, companies)

"""What one person's searches run over: the audiences they read now, and what their workspaces are called.

Somebody may read 5,000 audiences: their numbers are asked for each search, for rights change at once; what they are
called only of those that are shown, or when an operator names one.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from flask import Flask, current_app
from sqlalchemy import Select, select

from portal.features.identity.models import Company
from portal.features.workspaces.models import Workspace
from portal.kernel.access import Actor, Audience, readable
from portal.kernel.db import db
from portal.kernel.text.tongues import ENGLISH
from portal.readers.search.hits import Place, Readers

EXTENSION = "throughline.search_kinds"
NAMED = (Audience.id, Audience.kind, Audience.name, Audience.public_id)
MANY = 500  # audiences of unknown kind from which on all are asked for


def init_scope(app: Flask) -> None:
    """Remember the kinds of audiences, which never change."""
    app.extensions[EXTENSION] = {}


@dataclass
class Scope:
    """The audiences of one person by id."""

    actor: Actor
    readable: frozenset[int]
    _places: dict[int, Place] = field(default_factory=dict)
    _readers: dict[int, Readers] = field(default_factory=dict)

    def places(self, ids: Collection[int]) -> dict[int, Place]:
        """Those of these workspaces that are the person's."""
        unknown = [each for each in ids if each not in self._places]
        if unknown:
            query = Workspace.visible_to(self.actor).where(Workspace.id.in_(unknown))
            columns = query.with_only_columns(Workspace.id, Workspace.public_id, Workspace.name)
            self._places |= {row.id: Place(row.public_id, row.name) for row in db.session.execute(columns)}
        return {each: self._places[each] for each in ids if each in self._places}

    def readers(self, ids: Collection[int]) -> dict[int, Readers]:
        """Those of these audiences that the person reads."""
        unknown = [each for each in ids if each not in self._readers]
        if unknown:
            query = Audience.visible_to(self.actor).where(Audience.id.in_(unknown))
            self._readers |= _readers(query.with_only_columns(*NAMED))
        return {each: self._readers[each] for each in ids if each in self._readers}

    def kinds(self, ids: Collection[int]) -> dict[int, str]:
        """The kind of each of these audiences. KeyError for one the person does not read."""
        if not self.readable.issuperset(ids):
            raise KeyError("an audience of others")
        known = cast("dict[int, str]", current_app.extensions[EXTENSION])
        unknown = [each for each in ids if each not in known]
        if unknown:
            query = select(Audience.id, Audience.kind)
            query = query.where(Audience.id.in_(unknown)) if len(unknown) < MANY else query
            known.update((row[0], row[1]) for row in db.session.execute(query))
        return {each: known[each] for each in ids}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Those of the person's workspaces."""
        found = Workspace.visible_to(self.actor).with_only_columns(Workspace.language).distinct()
        return tuple(sorted(db.session.scalars(found))) or (ENGLISH,)

    @cached_property
    def audiences(self) -> dict[int, Readers]:
        """All of them."""
        query = Audience.visible_to(self.actor).where(Audience.workspace_id.is_not(None))
        return _readers(query.with_only_columns(*NAMED))

    @cached_property
    def workspaces(self) -> dict[int, tuple[Place, str]]:
        """All workspaces of the person, each with the customer by whose name people call it, too."""
        query = Workspace.visible_to(self.actor).outerjoin(Company, Company.id == Workspace.company_id)
        columns = query.with_only_columns(Workspace.id, Workspace.public_id, Workspace.name, Company.name)
        return {row[0]: (Place(row[1], row[2]), row[3] or "") for row in db.session.execute(columns)}


def scope_of(actor: Actor) -> Scope:
    """Asked of the database for each search: rights change at once. What is nobody's workspace has no documents."""
    return Scope(actor, frozenset(db.session.scalars(readable(actor)).all()))


def _readers(query: Select[int, str, str, str]) -> dict[int, Readers]:
    return {row.id: Readers(row.kind, row.name, row.public_id) for row in db.session.execute(query)}

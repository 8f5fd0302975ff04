"""Pages of the register."""

from typing import Any

from flask import Blueprint, Response, current_app, render_template, request

from portal.features.identity.sessions import actor
from portal.features.memory.register import NAMES, Line, Section, lines, section_query
from portal.features.workspaces.models import Workspace
from portal.features.workspaces.rules import in_workspace, this_workspace
from portal.kernel.access import rule, signed_in
from portal.kernel.db import db
from portal.kernel.text import csv_table, disposition
from portal.kernel.web import paginate
from portal.kernel.web.language import say

pages = Blueprint("register", __name__)
HEADS = ("Kind", "Words", "Where it stands", "By when", "Who can read it", "Workspace", "Since", "Address")
READERS = {"everyone": "Everyone", "team": "Our team only"}  # circles go by their names
FEW, MANY, MOST = 8, 50, 10_000  # lines of a section among others, on a page of its own, in an export


@pages.get("/register")
@rule(signed_in)
def everywhere() -> str:
    """What is open in all workspaces of the reader."""
    return render_template("memory/everywhere.html", **_shown(None))


@pages.get("/register.csv")
@rule(signed_in)
def export_everywhere() -> Response:
    """The same as a table."""
    return _table(None)


@pages.get("/w/<workspace_id>/register")
@rule(in_workspace())
def show(workspace_id: str) -> str:
    """What is open in a workspace, or what has ended."""
    return render_template("memory/register.html", workspace=this_workspace(), **_shown(this_workspace()))


@pages.get("/w/<workspace_id>/register.csv")
@rule(in_workspace())
def export(workspace_id: str) -> Response:
    """The same as a table."""
    return _table(this_workspace())


def _shown(workspace: Workspace | None) -> dict[str, Any]:
    """One section in pages, or the beginnings of all of them."""
    ended, only = _ended(), _asked()
    shown = {"only": only, "ended": ended, "names": NAMES, "asked": _kept()}
    if only is not None:
        page = paginate(db.session(), section_query(only, actor(), workspace, ended=ended), size=MANY)
        return shown | {"sections": {only: lines(only, page.items)}, "page": page}
    found = {each: lines(each, _some(each, workspace, FEW + 1, ended=ended)) for each in Section}
    return shown | {"sections": found, "few": FEW}


def _some(section: Section, workspace: Workspace | None, most: int, *, ended: bool) -> Any:
    return db.session.scalars(section_query(section, actor(), workspace, ended=ended).limit(most)).unique()


def _asked() -> Section | None:
    word = request.args.get("show", "")
    return Section(word) if word in set(Section) else None


def _kept() -> dict[str, str]:
    """What the address asks for, for the address of the table."""
    return {name: request.args[name] for name in ("show", "state") if name in request.args}


def _chosen() -> list[Section]:
    only = _asked()
    return [only] if only else list(Section)


def _ended() -> bool:
    return request.args.get("state") == "ended"


def _table(workspace: Workspace | None) -> Response:
    found = [line for each in _chosen() for line in lines(each, _some(each, workspace, MOST, ended=_ended()))]
    heads = [say(head) for head in HEADS]
    name = f"{say('Register')} {workspace.name}.csv" if workspace else f"{say('Register')}.csv"
    said = {"Content-Disposition": disposition(name), "Cache-Control": "private, no-store"}
    return Response(csv_table(heads, map(_cells, found)), headers=said, mimetype="text/csv")


def _cells(line: Line) -> tuple[str, ...]:
    due, since = line.late or line.due, line.at.date().isoformat()
    place = f"{current_app.config['PUBLIC_URL']}{line.url}"
    kind = line.audience.kind
    readers = say(READERS[kind]) if kind in READERS else line.audience.name
    return (say(NAMES[line.section]), line.title, line.words, due, readers, line.workspace.name, since, place)

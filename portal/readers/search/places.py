"""Where a palette leads besides hits: the reader's workspaces, and what they opened last."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import joinedload

from portal.features.discussions.models import Thread
from portal.features.discussions.queries import by_activity
from portal.features.library.models import File
from portal.features.workspaces.models import Workspace
from portal.features.workspaces.shown import CompanyView, short_name, workspace_mark
from portal.kernel.access import Actor, Audience
from portal.kernel.db import db
from portal.kernel.text import fold

SHOWN = 6
MATCHING = 3
THREADS, FILES = "thread", "file"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One row of a palette. `item` names the row on the reader's own device."""

    title: str
    url: str
    item: str = ""
    sign: str = ""
    meta: str = ""
    mark: CompanyView | None = None
    audience: Audience | None = None


def workspaces(actor: Actor, text: str = "") -> list[Shortcut]:
    """The reader's open workspaces, latest activity first; with words, those whose name or customer has them."""
    query = Workspace.visible_to(actor).where(Workspace.archived_at.is_(None)).options(joinedload(Workspace.company))
    found = db.session.scalars(by_activity(query, actor)).all()
    named = [each for each in found if fold(text) in fold(f"{short_name(each)} {each.name}")]
    return [_workspace(each) for each in named[: MATCHING if text else SHOWN]]


def opened(actor: Actor, items: list[str]) -> list[Shortcut]:
    """What these names of rows (`thread:ID`, `file:ID`) stand for, in their order; what may not be seen is left out."""
    ids = [each.partition(":")[2] for each in items[:SHOWN]]
    threads = Thread.visible_to(actor).where(Thread.public_id.in_(ids), Thread.post_count > 0)
    files = File.visible_to(actor).where(File.public_id.in_(ids), File.deleted_at.is_(None))
    found = [_thread(each) for each in db.session.scalars(threads.options(joinedload(Thread.workspace)))]
    found += [_file(each) for each in db.session.scalars(files.options(joinedload(File.workspace)))]
    by_item = {each.item: each for each in found}
    return [by_item[item] for item in dict.fromkeys(items) if item in by_item]


def _workspace(workspace: Workspace) -> Shortcut:
    name = short_name(workspace)
    meta = workspace.name if workspace.name != name else ""
    url = url_for("overview.show", workspace_id=workspace.public_id)
    return Shortcut(name, url, meta=meta, mark=workspace_mark(workspace))


def _thread(thread: Thread) -> Shortcut:
    workspace = thread.workspace
    url = url_for("discussions.show", workspace_id=workspace.public_id, thread_id=thread.public_id)
    sign = "answer" if thread.accepted_id else "thread"
    item = f"{THREADS}:{thread.public_id}"
    return Shortcut(thread.title, url, item, sign, short_name(workspace), audience=thread.audience)


def _file(file: File) -> Shortcut:
    url = url_for("library.file", workspace_id=file.workspace.public_id, file_id=file.public_id)
    item = f"{FILES}:{file.public_id}"
    return Shortcut(file.name, url, item, "file", short_name(file.workspace), audience=file.audience)

"""Several files or a folder at once: as a ZIP, and as a list of what there is."""

from typing import Any

from flask import Response, current_app, request
from flask_babel import gettext as _

from portal.features.identity.sessions import actor
from portal.features.library.collected import Item, in_folder, picked
from portal.features.library.downloads import SAFE, stream_body
from portal.features.library.index.rows import rows_of
from portal.features.library.index.sheets import sheets
from portal.features.library.index.table import table
from portal.features.library.models import FileVersion, Folder
from portal.features.library.opening import opening
from portal.features.library.policy import gives_original
from portal.features.library.queries import folder_or_none
from portal.features.library.views import pages
from portal.features.library.watching import watching
from portal.features.library.zipping import Entry, entry_of, zip_of
from portal.features.workspaces.models import Member
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.kernel.access import Actor, NotFound, rule
from portal.kernel.db import db, now
from portal.kernel.text import disposition
from portal.kernel.web import Refused
from portal.kernel.web.language import full_time, size

KINDS = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}
MOST_FILES = 5000  # in one ZIP


@pages.get("/zip")
@rule(in_workspace())
def zip_chosen(workspace_id: str) -> Any:
    """The files named by `?files=`, several times; without any, everything there is."""
    chosen = request.args.getlist("files")
    items = picked(this_workspace(), actor(), chosen) if chosen else in_folder(this_workspace(), actor(), None)
    return _zipped(items, _name(None))


@pages.get("/folders/<folder_id>/zip")
@rule(in_workspace())
def zip_folder(workspace_id: str, folder_id: str) -> Any:
    """A folder with all that lies in and below it."""
    folder = _folder(folder_id)
    return _zipped(in_folder(this_workspace(), actor(), folder), _name(folder))


@pages.get("/index.<kind>")
@rule(in_workspace())
def index(workspace_id: str, kind: str) -> Any:
    """The list of everything there is, as `csv` or `pdf`."""
    return _index(in_folder(this_workspace(), actor(), None), kind, _name(None))


@pages.get("/folders/<folder_id>/index.<kind>")
@rule(in_workspace())
def folder_index(workspace_id: str, folder_id: str, kind: str) -> Any:
    """The list of what lies in and below a folder, as `csv` or `pdf`."""
    folder = _folder(folder_id)
    return _index(in_folder(this_workspace(), actor(), folder), kind, _name(folder))


def _index(items: list[Item], kind: str, name: str) -> Response:
    rows, title = rows_of(items, this_member(), actor()), _("Files in %(name)s", name=name)
    if kind not in KINDS:
        raise NotFound
    if kind == "csv":
        body = table(rows).encode()
    else:
        made = _(
            "Made for %(who)s, %(when)s. Others may see other files.",
            who=this_member().person.name,
            when=full_time(now()),
        )
        body = sheets(title, made, rows)
    return Response(body, headers=_headers(KINDS[kind], f"{title}.{kind}"))


def _headers(kind: str, name: str) -> dict[str, str]:
    """What is made anew every time comes whole."""
    told = SAFE | {"Content-Type": kind, "Content-Disposition": disposition(name)}
    return {key: value for key, value in told.items() if key != "Accept-Ranges"}


def _zipped(items: list[Item], name: str) -> Any:
    who, member_id, key = actor(), this_member().id, this_workspace().public_id
    entries = [entry_of(item) for item in items if gives_original(item.version, this_member(), who)]
    _check(entries)
    headers = _headers("application/zip", f"{name}.zip")
    watch = watching(this_member(), who)
    body = zip_of(key, entries, watch=watch, tell=lambda entry: _tell(who, member_id, entry))
    return stream_body(body, 200, headers)


def _check(entries: list[Entry]) -> None:
    most, total = current_app.config["ZIP_MAX_BYTES"], sum(entry.size for entry in entries)
    if not entries:
        raise Refused(_("There is nothing here that can be downloaded."))
    if total > most:
        said = _("These files are %(total)s together; at most %(most)s go into one ZIP. Choose fewer at a time.")
        raise Refused(said % {"total": size(total), "most": size(most)})
    if len(entries) > MOST_FILES:
        raise Refused(_("At most %(most)s files go into one ZIP. Choose fewer at a time.", most=MOST_FILES))


def _tell(who: Actor, member_id: int, entry: Entry) -> None:
    version, member = db.session.get(FileVersion, entry.version_id), db.session.get(Member, member_id)
    if version is not None and member is not None:
        opening(by=member, actor=who, version=version)
    db.session.rollback()


def _folder(public_id: str) -> Folder:
    found = folder_or_none(this_workspace(), actor(), public_id)
    if found is None:
        raise NotFound
    return found


def _name(folder: Folder | None) -> str:
    return folder.name if folder else this_workspace().name

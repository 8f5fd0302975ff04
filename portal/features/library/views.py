"""Pages of the library: looking, fetching, and taking uploads in."""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.features.identity.sessions import actor
from portal.features.library.downloads import send
from portal.features.library.folders import path_of
from portal.features.library.models import File, FileVersion, Folder
from portal.features.library.opening import opened, to_be_told
from portal.features.library.page_words import first_page, page_words
from portal.features.library.policy import fits, may_change, openable
from portal.features.library.present import (
    answer,
    crumbs,
    file_rows,
    file_url,
    file_view,
    folder_url,
    names_of,
    reading_line,
)
from portal.features.library.queries import (
    all_folders,
    children,
    file_or_404,
    files_in,
    folder_or_none,
    openings,
    running,
    trash,
    version_or_404,
)
from portal.features.library.services import add_file, add_version, latest_of
from portal.features.library.store import Content, room
from portal.features.library.transfers import transfer
from portal.features.library.uploads import Received, receive
from portal.features.workspaces.queries import audience_for, audience_of, audiences_of
from portal.features.workspaces.rules import in_workspace, load_workspace, this_member, this_workspace
from portal.kernel.access import Audience, AudienceKind, Forbidden, Permission, rule
from portal.kernel.db import db, write
from portal.kernel.web import Refused, paginate, see_other, unguarded, wants_json

MOST_PAGES = 2**31

pages = Blueprint("library", __name__, url_prefix="/w/<workspace_id>/files")


@pages.get("")
@rule(in_workspace())
def root(workspace_id: str) -> str:
    """What lies in no folder."""
    return listing(None)


@pages.get("/folders/<folder_id>")
@rule(in_workspace())
def folder(workspace_id: str, folder_id: str) -> str:
    """What lies in a folder."""
    return listing(folder_or_none(this_workspace(), actor(), folder_id))


@pages.get("/trash")
@rule(in_workspace(Permission.UPLOAD))
def bin_(workspace_id: str) -> str:
    """What was deleted and can come back."""
    page = paginate(db.session(), trash(this_workspace(), actor()))
    mine = [file for file in page.items if may_change(file, this_member())]
    rows = file_rows(this_workspace(), actor(), mine)
    return render_template("library/trash.html", page=page, rows=rows, workspace=this_workspace(), tab="files")


@pages.post("")
@unguarded  # `receive` checks the token before it keeps a byte; the hook would read the whole upload to find it
@rule(in_workspace(Permission.UPLOAD))
def upload(workspace_id: str) -> Any:
    """Take in new files."""
    with transfer():
        received = receive(request, workspace_id, room(this_workspace()))
    with write():
        load_workspace(workspace_id, Permission.UPLOAD)  # it may have been a long upload
        files = [_add(received, content) for content in received.contents]
    return _uploaded([(file, latest_of(file)) for file in files], folder_url(this_workspace(), files[0].folder))


@pages.post("/<file_id>/versions")
@unguarded  # as above
@rule(in_workspace(Permission.UPLOAD))
def upload_version(workspace_id: str, file_id: str) -> Any:
    """Take in a newer version of a file."""
    file_or_404(this_workspace(), actor(), file_id)
    with transfer():
        received = receive(request, workspace_id, room(this_workspace()))
    with write():
        load_workspace(workspace_id, Permission.UPLOAD)
        found = file_or_404(this_workspace(), actor(), file_id)
        version = add_version(by=actor(), file=found, content=received.contents[0])
    return _uploaded([(found, version)], file_url(found))


@pages.get("/<file_id>")
@rule(in_workspace())
def file(workspace_id: str, file_id: str) -> str:
    """A file: its versions, what became of its words, and what can be done with it."""
    found = file_or_404(this_workspace(), actor(), file_id)
    changeable = may_change(found, this_member()) and actor().lens_id is None
    places = [None, *all_folders(this_workspace(), actor())]
    return render_template(
        "library/file.html",
        **_frame(found.folder, found.audience),
        **_shown(found),
        places=[place for place in places if fits(place, found.audience)] if changeable else [],
        audiences=audiences_of(this_workspace(), actor()),
        may_change=changeable,
        opened=names_of(openings(this_workspace(), actor(), [found]).get(found.public_id, [])),
        openable=openable,
    )


@pages.get("/<file_id>/versions/<int:number>/download")
@rule(in_workspace())
def download(workspace_id: str, file_id: str, number: int) -> Response:
    """The bytes of a version."""
    version = version_or_404(file_or_404(this_workspace(), actor(), file_id), number)
    if not openable(version):
        raise Forbidden
    who, allowed = actor(), running(actor(), version.file_id)
    response = send(version, allowed=allowed)
    if request.method == "GET" and response.status_code < 300 and to_be_told(this_member(), who, version):
        try:
            with write():
                opened(by=this_member(), version=version)
        except BaseException:
            response.close()  # gives its place back
            raise
    return response


def listing(here: Folder | None) -> str:
    """The page of a folder or of the root, narrowed by `?audience=` and `?find=`."""
    workspace, who = this_workspace(), actor()
    query, below = files_in(workspace, who, here), children(workspace, who, here)
    wanted = request.args.get("audience", "")
    if wanted in {kind.value for kind in AudienceKind}:
        kinds = Audience.visible_to(who).where(Audience.kind == wanted).with_only_columns(Audience.id)
        query, below = query.where(File.audience_id.in_(kinds)), below.where(Folder.audience_id.in_(kinds))
    find = request.args.get("find", "").strip()[:100]
    if find:
        query = query.where(File.name.icontains(find, autoescape=True))
        below = below.where(Folder.name.icontains(find, autoescape=True))
    page = paginate(db.session(), query)
    return render_template(
        "library/folder.html",
        **_frame(here, here.audience if here else audience_of(workspace, AudienceKind.EVERYONE)),
        folders=[(found, folder_url(workspace, found)) for found in db.session.scalars(below).unique()],
        rows=file_rows(workspace, who, page.items),
        page=page,
        audiences=[found for found in audiences_of(workspace, who) if fits(here, found)],
        wanted=wanted,
        find=find,
    )


def _frame(here: Folder | None, audience: Audience) -> dict[str, Any]:
    member, workspace = this_member(), this_workspace()
    lens = actor().lens_id is not None
    return {
        "tab": "files",
        "workspace": workspace,
        "here": here,
        "crumbs_to": crumbs(workspace, path_of(here)),
        "audience": audience,
        "line": reading_line(audience),
        "may_upload": member.may(Permission.UPLOAD) and not lens and workspace.archived_at is None,
        "may_change_folder": here is not None and may_change(here, member) and not lens,
        "team_only": audience.kind == AudienceKind.TEAM,
        "opened_shown": member.may(Permission.REPLY_FOR_TEAM),
    }


def _shown(file: File) -> dict[str, Any]:
    """The file, with the words of the page `?page=` and each `?find=` marked: a hit of the search leads here."""
    latest, page = latest_of(file), request.args.get("page", 0, type=int)
    marked = [word[:60] for word in request.args.getlist("find")[:8]]
    return {
        "shown": file_view(file, latest),
        "versions": list(reversed(file.versions)),
        "first_page": first_page(latest),
        "words": page_words(latest, page, marked) if 0 < page < MOST_PAGES else None,
    }


def _add(received: Received, content: Content) -> File:
    workspace, who = this_workspace(), actor()
    place = folder_or_none(workspace, who, received.get("folder"))
    chosen = received.get("audience")
    if not chosen and place is None:
        raise Refused(_("Choose who may see it."), field="audience")
    audience = audience_for(workspace, who, chosen) if chosen or place is None else place.audience
    return add_file(by=who, workspace=workspace, audience=audience, folder=place, content=content)


def _uploaded(pairs: list[tuple[File, FileVersion]], back: str) -> Any:
    if wants_json():
        return jsonify(answer(pairs)), 201
    flash(ngettext("%(num)s file is in the library.", "%(num)s files are in the library.", len(pairs)))
    return see_other(back)

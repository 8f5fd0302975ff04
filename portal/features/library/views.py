"""Pages of the library: the root, folders, the trash."""

from flask import Blueprint, render_template, request

from portal.features.identity.sessions import actor
from portal.features.library.frame import frame
from portal.features.library.models import File, Folder
from portal.features.library.policy import fits, may_bring_back
from portal.features.library.present import file_rows, folder_rows
from portal.features.library.queries import children, files_in, folder_or_none, trash
from portal.features.workspaces.queries import audience_of, audiences_of
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.kernel.access import Audience, AudienceKind, Permission, rule
from portal.kernel.db import db
from portal.kernel.web import paginate

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
    mine = [file for file in page.items if may_bring_back(file, file.deleted_by, this_member())]
    rows = file_rows(this_workspace(), actor(), mine)
    return render_template("library/trash.html", page=page, rows=rows, workspace=this_workspace(), tab="files")


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
        **frame(here, here.audience if here else audience_of(workspace, AudienceKind.EVERYONE)),
        folders=folder_rows(workspace, who, db.session.scalars(below).unique().all()),
        rows=file_rows(workspace, who, page.items),
        page=page,
        audiences=[found for found in audiences_of(workspace, who) if fits(here, found)],
        wanted=wanted,
        find=find,
    )

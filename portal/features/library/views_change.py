"""Forms of the library: folders, and what can be done with a file. Each answers with a page to go to."""

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from portal.features.identity.sessions import actor
from portal.features.library.asking import going_out, let_out
from portal.features.library.folders import add_folder, delete_folder, rename_folder
from portal.features.library.models import Folder
from portal.features.library.policy import changing
from portal.features.library.present import file_url, folder_url
from portal.features.library.queries import file_or_404, folder_or_none, trashed_or_404
from portal.features.library.services import copy_file, delete_file, move_file, rename_file, restore_file
from portal.features.library.views import pages
from portal.features.workspaces.queries import audience_for, readers_by_company
from portal.features.workspaces.rules import in_workspace, this_workspace
from portal.kernel.access import NotFound, Permission, rule
from portal.kernel.db import write
from portal.kernel.web import see_other


@pages.post("/folders")
@rule(in_workspace(Permission.UPLOAD))
def new_folder(workspace_id: str) -> Any:
    """Add a folder."""
    form = request.form
    with write():
        parent = folder_or_none(this_workspace(), actor(), form.get("folder", ""))
        audience = audience_for(this_workspace(), actor(), form.get("audience", ""))
        made = add_folder(
            by=actor(), workspace=this_workspace(), audience=audience, parent=parent, name=form.get("name", "")
        )
    return see_other(folder_url(this_workspace(), made))


@pages.post("/folders/<folder_id>/rename")
@rule(in_workspace(Permission.UPLOAD))
def rename_folder_(workspace_id: str, folder_id: str) -> Any:
    """Rename a folder."""
    with write():
        found = _folder(folder_id)
        rename_folder(by=actor(), folder=found, name=request.form.get("name", ""))
    return see_other(folder_url(this_workspace(), found))


@pages.post("/folders/<folder_id>/delete")
@rule(in_workspace(Permission.UPLOAD))
def delete_folder_(workspace_id: str, folder_id: str) -> Any:
    """Delete an empty folder."""
    with write():
        found = _folder(folder_id)
        delete_folder(by=actor(), folder=found)
    return see_other(folder_url(this_workspace(), found.parent))


@pages.post("/<file_id>/rename")
@rule(in_workspace(Permission.UPLOAD))
def rename(workspace_id: str, file_id: str) -> Any:
    """Rename a file."""
    with write():
        found = file_or_404(this_workspace(), actor(), file_id)
        rename_file(by=actor(), file=found, name=request.form.get("name", ""))
    return see_other(file_url(found))


@pages.post("/<file_id>/move")
@rule(in_workspace(Permission.UPLOAD))
def move(workspace_id: str, file_id: str) -> Any:
    """Move a file to another folder; out of a view-only one, after saying once what that means."""
    asked = _asked_to_let_out(file_id)
    if asked:
        return asked
    with write():
        found = file_or_404(this_workspace(), actor(), file_id)
        place = folder_or_none(this_workspace(), actor(), request.form.get("folder", ""))
        move_file(by=actor(), file=found, folder=place, let_out=let_out())
    flash(_("Moved. Who can see it has not changed."))
    return see_other(file_url(found))


@pages.post("/<file_id>/copy")
@rule(in_workspace(Permission.UPLOAD))
def copy(workspace_id: str, file_id: str) -> Any:
    """Copy a file; for another audience or out of a view-only folder, after showing once who will see it."""
    asked = _asked_to_copy(file_id)
    if asked:
        return asked
    with write():
        found = file_or_404(this_workspace(), actor(), file_id)
        place = folder_or_none(this_workspace(), actor(), request.form.get("folder", ""))
        audience = audience_for(this_workspace(), actor(), request.form.get("audience", ""))
        made = copy_file(by=actor(), file=found, audience=audience, folder=place, let_out=let_out())
    return see_other(file_url(made))


@pages.post("/<file_id>/delete")
@rule(in_workspace(Permission.UPLOAD))
def delete(workspace_id: str, file_id: str) -> Any:
    """Put a file into the trash."""
    with write():
        found = file_or_404(this_workspace(), actor(), file_id)
        delete_file(by=actor(), file=found)
    flash(_("%(name)s is in the trash.", name=found.name))
    return see_other(folder_url(this_workspace(), found.folder))


@pages.post("/<file_id>/restore")
@rule(in_workspace(Permission.UPLOAD))
def restore(workspace_id: str, file_id: str) -> Any:
    """Take a file out of the trash."""
    with write():
        found = trashed_or_404(this_workspace(), actor(), file_id)
        restore_file(by=actor(), file=found)
    return see_other(file_url(found))


def _asked_to_let_out(file_id: str) -> Any | None:
    """The page that says what moving it means, as long as nobody has said that this is meant."""
    file = file_or_404(this_workspace(), actor(), file_id)
    place = folder_or_none(this_workspace(), actor(), request.form.get("folder", ""))
    changing(file, actor())
    shown = going_out([file], place)
    if not shown["out"]:
        return None
    readers = readers_by_company(file.audience)
    page = render_template("library/move.html", file=file, into=place, readers=readers, tab="files", **shown)
    return page, 422 if shown["out_asked"] else 200


def _asked_to_copy(file_id: str) -> Any | None:
    """The page that says who will see the copy, as long as something has to be said."""
    file = file_or_404(this_workspace(), actor(), file_id)
    audience = audience_for(this_workspace(), actor(), request.form.get("audience", ""))
    place = folder_or_none(this_workspace(), actor(), request.form.get("folder", ""))
    shown = going_out([file], place, audience)
    sure = audience.id == file.audience_id or request.form.get("sure") == audience.public_id
    if sure and not shown["out"]:
        return None
    changing(file, actor())
    shown |= {"file": file, "into": place, "audience": audience, "readers": readers_by_company(audience)}
    return render_template("library/copy.html", tab="files", **shown), 422 if shown.get("out_asked") else 200


def _folder(public_id: str) -> Folder:
    found = folder_or_none(this_workspace(), actor(), public_id)
    if found is None:
        raise NotFound
    return found

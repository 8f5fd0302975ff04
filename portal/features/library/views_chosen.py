"""Several files chosen in a list: asked once what to do with them, then done with all of them or with none."""

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.features.identity.sessions import actor
from portal.features.library.asking import going_out, let_out
from portal.features.library.models import File, Folder
from portal.features.library.policy import fits, may_change, signing
from portal.features.library.present import folder_url
from portal.features.library.queries import all_folders, files_named, folder_or_none
from portal.features.library.services import copy_file, delete_file, move_file
from portal.features.library.views import pages
from portal.features.library.withdrawing import withdraw_file
from portal.features.workspaces.queries import audience_for, audiences_of, readers_by_company
from portal.features.workspaces.rules import in_workspace, this_workspace
from portal.kernel.access import Audience, NotFound, Permission, rule
from portal.kernel.db import write
from portal.kernel.web import Refused, see_other

MOST = 200  # files at once


@pages.post("/chosen")
@rule(in_workspace())
def chosen(workspace_id: str) -> Any:
    """Fetch, move, copy, withdraw or delete the chosen files."""
    deed, names = request.form.get("deed", ""), request.form.getlist("files")
    if deed == "zip" and files_named(this_workspace(), actor(), names):
        return see_other(url_for("library.zip_chosen", workspace_id=workspace_id, files=names))
    if deed not in (*DEEDS, "zip"):
        raise NotFound
    asked = _asked(deed, _mine(names))
    if asked:
        return asked
    with write():
        files = _mine(names)
        place = DEEDS[deed](files)
    flash(ngettext("Done with %(num)s file.", "Done with all %(num)s files.", len(files)))
    return see_other(folder_url(this_workspace(), place))


def _mine(names: list[str]) -> list[File]:
    """The chosen files; Refused when one of them is not the actor's to change."""
    if not names or len(names) > MOST:
        raise Refused(_("Choose between 1 and %(most)s files first.", most=MOST))
    member = signing(this_workspace(), actor(), Permission.UPLOAD)
    files = files_named(this_workspace(), actor(), names)
    others = [file.name for file in files if not may_change(file, member)]
    if others:
        raise Refused(_("“%(name)s” is not yours to change, so nothing was changed.", name=others[0]))
    return files


def _asked(deed: str, files: list[File]) -> str:
    """The page that asks, as long as something has to be said; empty when the answer is in the form."""
    sure, audience = request.form.get("sure", ""), None
    if deed == "copy" and request.form.get("audience"):
        audience = audience_for(this_workspace(), actor(), request.form["audience"])
    out = _going_out(deed, files, audience)
    if sure == (audience.public_id if audience else "yes") and (deed != "copy" or audience) and not out.get("out"):
        return ""
    places = [None, *all_folders(this_workspace(), actor())] if deed == "move" else []
    return render_template(
        "library/chosen.html",
        workspace=this_workspace(),
        tab="files",
        deed=deed,
        files=files,
        here=_here(),
        into=_place() if deed == "move" and sure else _here(),
        **out,
        here_url=folder_url(this_workspace(), _here()),
        places=[place for place in places if all(fits(place, file.audience) for file in files)],
        audiences=audiences_of(this_workspace(), actor()) if deed == "copy" else [],
        audience=audience,
        readers=readers_by_company(audience) if audience else [],
    )


def _going_out(deed: str, files: list[File], audience: Audience | None) -> dict[str, Any]:
    """What has to be said of files that leave a view-only folder, once it is known where they go."""
    if deed == "move" and request.form.get("sure"):
        return going_out(files, _place())
    return going_out(files, _fitting(audience), audience) if deed == "copy" and audience else {}


def _place() -> Folder | None:
    """The folder they are to be moved to."""
    return folder_or_none(this_workspace(), actor(), request.form.get("folder", ""))


def _here() -> Folder | None:
    """The folder in which the files were chosen."""
    return folder_or_none(this_workspace(), actor(), request.form.get("here", ""))


def _move(files: list[File]) -> Folder | None:
    place = _place()
    for file in files:
        move_file(by=actor(), file=file, folder=place, let_out=let_out())
    return place


def _copy(files: list[File]) -> Folder | None:
    audience = audience_for(this_workspace(), actor(), request.form.get("audience", ""))
    place = _fitting(audience)
    for file in files:
        copy_file(by=actor(), file=file, audience=audience, folder=place, let_out=let_out())
    return place


def _fitting(audience: Audience) -> Folder | None:
    """Copies stay where the files were chosen, if that place takes their audience; else they go to the root."""
    here = _here()
    return here if fits(here, audience) else None


def _withdraw(files: list[File]) -> Folder | None:
    for file in files:
        withdraw_file(by=actor(), file=file, reason=request.form.get("reason", ""))
    return _here()


def _delete(files: list[File]) -> Folder | None:
    for file in files:
        delete_file(by=actor(), file=file)
    return _here()


DEEDS: dict[str, Callable[[list[File]], Folder | None]] = {
    "move": _move,
    "copy": _copy,
    "withdraw": _withdraw,
    "delete": _delete,
}

"""What every page of the library is given: where one is, who reads there, what one may do there."""

from typing import Any

from portal.features.identity.sessions import actor
from portal.features.library.folders import path_of
from portal.features.library.models import Folder
from portal.features.library.policy import closed_by, may_change
from portal.features.library.present import crumbs, reading_line
from portal.features.workspaces.rules import this_member, this_workspace
from portal.kernel.access import Audience, AudienceKind, Permission


def frame(here: Folder | None, audience: Audience) -> dict[str, Any]:
    """The variables of a page about a folder (None: the root), or about a file in it that is for that audience."""
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
        "closed_by": closed_by(here),
        "may_close": here is not None and member.may(Permission.CURATE_LIBRARY) and not lens,
        "team_only": audience.kind == AudienceKind.TEAM,
        "opened_shown": member.may(Permission.REPLY_FOR_TEAM),
    }

"""The page of the timeline."""

from typing import Any

from flask import Blueprint, render_template, request

from portal.features.identity.sessions import actor
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.kernel.access import rule
from portal.readers.timeline.queries import timeline
from portal.readers.timeline.sentences import told

pages = Blueprint("timeline", __name__)
SHOWN = 50
KINDS = ("thread", "post", "file", "member", "workspace")


@pages.get("/w/<workspace_id>/timeline")
@rule(in_workspace())
def show(workspace_id: str) -> Any:
    """What happened, newest first, of one kind if asked."""
    kind = request.args.get("show", "")
    kind = kind if kind in KINDS else ""
    before = request.args.get("before", type=int)
    entries = timeline(this_workspace(), actor(), kind=kind, before=before, limit=SHOWN + 1)
    lines = [each for each in map(told, entries[:SHOWN]) if each is not None]
    older = entries[SHOWN - 1].id if len(entries) > SHOWN else None
    shown = {"lines": lines, "kind": kind, "older": older}
    return render_template("timeline/timeline.html", workspace=this_workspace(), member=this_member(), **shown)

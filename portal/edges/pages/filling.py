"""What a new deal and a new community start with: folders, and the welcome its owner wrote."""

from flask_babel import gettext as _

from portal.features.discussions.models import ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.discussions.services import start_thread
from portal.features.library.folders import add_folder
from portal.features.workspaces.audiences import everyone, team
from portal.features.workspaces.models import Member, WorkspaceKind
from portal.features.workspaces.opening import when_opened_by_hand
from portal.kernel.db import db, write

# A deal has a place for what is offered, what is signed and what stays inside; a community for what members share.
FOLDERS = {
    WorkspaceKind.DEAL: (("Proposal", everyone), ("Contract", everyone), ("Working papers", team)),
    WorkspaceKind.COMMUNITY: (("Guides", everyone), ("Meetings", everyone), ("Shared by members", everyone)),
}


@when_opened_by_hand
def fill(owner: Member, welcome: str) -> None:
    """Make the folders of its template, and post the welcome to Everyone."""
    workspace, who = owner.workspace, owner.person.actor()
    words = prepare(welcome, everyone(workspace)) if welcome.strip() else None
    with write():
        for name, audience_of in FOLDERS[WorkspaceKind(workspace.kind)]:
            add_folder(by=who, workspace=workspace, audience=audience_of(workspace), parent=None, name=_(name))
        if words is not None:
            by = db.session.get_one(Member, owner.id)
            title = _("Welcome to %(name)s", name=workspace.name)
            start_thread(by=by, audience=everyone(workspace), kind=ThreadKind.ANNOUNCEMENT, title=title, words=words)

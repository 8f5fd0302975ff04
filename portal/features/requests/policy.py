"""Who may ask, who may give, and who decides about what came."""

from portal.features.library.policy import signing
from portal.features.requests.models import FileRequest, Wanted, WantedState
from portal.features.workspaces.models import Member, Workspace
from portal.features.workspaces.queries import reads
from portal.kernel.access import Actor, Forbidden, Permission

WAITING = (WantedState.OPEN, WantedState.SENT_BACK)
TAKING = (*WAITING, WantedState.FILLED)  # more can come until somebody has decided


def asking(workspace: Workspace, by: Actor) -> Member:
    """The membership that asks; Forbidden without one whose role grants it."""
    return signing(workspace, by, Permission.ASK_FOR_FILES)


def may_decide(request: FileRequest, member: Member) -> bool:
    """Whether a member judges what came: they may ask for files, and read those of this request."""
    return member.may(Permission.ASK_FOR_FILES) and reads(member.person.actor(), request.into)


def deciding(request: FileRequest, by: Actor) -> Member:
    """The membership that decides about a request, or Forbidden."""
    member = asking(request.workspace, by)
    if not may_decide(request, member):
        raise Forbidden
    return member


def may_fill(wanted: Wanted, member: Member) -> bool:
    """Whether a member may give files for it: what any of those asked can answer, or what only they can."""
    theirs = wanted.link_id is None and wanted.member_id in (None, member.id)
    return theirs and wanted.state in TAKING and member.may(Permission.UPLOAD)

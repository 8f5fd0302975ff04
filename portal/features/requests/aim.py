"""What resumable uploads of members may be for besides the library: a place of a request (metadata `wanted`)."""

from sqlalchemy import select

from portal.features.library.models import FileVersion
from portal.features.library.policy import signing
from portal.features.library.services import latest_of
from portal.features.library.store import Content
from portal.features.library.tus.goals import add_aim
from portal.features.requests.giving import fill, refuse_ended
from portal.features.requests.models import FileRequest, RequestItem, Wanted
from portal.features.requests.policy import may_fill
from portal.features.requests.queries import request_or_404, wanted_or_404
from portal.features.workspaces.models import Workspace
from portal.kernel.access import Actor, Forbidden, NotFound, Permission
from portal.kernel.db import db


class WantedAim:
    """An upload that answers a request."""

    def require(self, workspace: Workspace, who: Actor, public_id: str) -> None:
        """Raises NotFound, Forbidden or Refused where it could not be given."""
        request, wanted = _place(workspace, who, public_id)
        refuse_ended(request, wanted)
        if not may_fill(wanted, signing(workspace, who, Permission.UPLOAD)):
            raise Forbidden

    def reach(self, workspace: Workspace, who: Actor, public_id: str, content: Content) -> FileVersion:
        """Give it."""
        request, wanted = _place(workspace, who, public_id, hold=True)
        return latest_of(fill(by=who, request=request, wanted=wanted, contents=[content])[0])


def _place(workspace: Workspace, who: Actor, public_id: str, *, hold: bool = False) -> tuple[FileRequest, Wanted]:
    query = select(FileRequest.public_id).join(RequestItem, RequestItem.request_id == FileRequest.id)
    key = db.session.scalar(query.join(Wanted, Wanted.item_id == RequestItem.id).where(Wanted.public_id == public_id))
    if key is None:
        raise NotFound
    request = request_or_404(workspace, who, key)
    return request, wanted_or_404(request, who, public_id, hold=hold)


add_aim("wanted", WantedAim())

"""What routes give of a version: its rights are asked before a wait and after it, and that it was opened is told."""

from collections.abc import Callable
from typing import TypeVar

from flask import Response, request
from werkzeug.exceptions import ServiceUnavailable

from portal.features.identity.sessions import actor
from portal.features.library.models import FileVersion
from portal.features.library.opening import Way, opening
from portal.features.library.policy import gives_original, openable
from portal.features.library.previews.source import Source
from portal.features.library.previews.studio import Busy, NotDrawn
from portal.features.library.queries import file_or_404, version_or_404
from portal.features.workspaces.rules import this_member, this_workspace
from portal.kernel.access import Forbidden, NotFound
from portal.kernel.db import db

COME_BACK = 3  # seconds
T = TypeVar("T")


def seen_version(file_id: str, number: int) -> FileVersion:
    """A version whose pages are shown to the one who asks; 403 for one that nobody may open."""
    version = version_or_404(file_or_404(this_workspace(), actor(), file_id), number)
    if not openable(version):
        raise Forbidden
    return version


def open_version(file_id: str, number: int) -> FileVersion:
    """A version whose content is given to the one who asks; 403 for one that can be seen but not opened."""
    version = seen_version(file_id, number)
    if not gives_original(version, this_member(), actor()):
        raise Forbidden
    return version


def given(
    load: Callable[[], FileVersion],
    find: Callable[[FileVersion], Source],
    ask: Callable[[Source], T],
    *,
    told: bool = True,
) -> T:
    """What is made of the document behind a version, with the database let go meanwhile; raises as `answered` does.

    `load` is asked for the version before and after. `told` is false for what is too small to be read.
    """
    document = answered(lambda: find(load()))
    db.session.rollback()
    made = answered(lambda: ask(document))
    version = after(load)
    if told:
        opening(by=this_member(), actor=actor(), version=version, way=Way.PART)
    return made


def after(load: Callable[[], T]) -> T:
    """What may be given still, after something that took a while: asked as if nothing had been asked before."""
    db.session.rollback()
    return load()


def answered(ask: Callable[[], T]) -> T:
    """What is drawn; 404 where it gives nothing, 503 where too many ask."""
    try:
        return ask()
    except NotDrawn as nothing:
        raise NotFound from nothing
    except Busy as busy:
        raise ServiceUnavailable(retry_after=COME_BACK) from busy


def told_of(response: Response, version: FileVersion, way: Way = Way.ASKED) -> Response:
    """The answer with bytes of a version, once it is told that they were given."""
    if request.method == "GET" and response.status_code < 300:
        try:
            opening(by=this_member(), actor=actor(), version=version, way=way)
        except BaseException:
            response.close()  # gives its place back
            raise
    return response

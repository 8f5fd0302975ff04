"""Files that come in the same form as the words: so sends a browser without script. With script they went ahead."""

from collections.abc import Iterator, Sequence

from flask import request
from werkzeug.datastructures import FileStorage

from portal.features.discussions.services import sent_before
from portal.features.identity.sessions import actor
from portal.features.library.models import File
from portal.features.library.queries import files_named
from portal.features.library.room import room
from portal.features.library.store import Content
from portal.features.library.uploads import add_files, kept
from portal.features.workspaces.rules import this_member, this_workspace
from portal.kernel.access import Audience, Forbidden, Permission

CHUNK = 64 * 1024


def bring() -> list[Content]:
    """Keep the bytes of those files, before `write()`; Refused when there is no room."""
    came = [each for each in request.files.getlist("upload") if each.filename]
    if came and not this_member().may(Permission.UPLOAD):
        raise Forbidden
    place, most = this_workspace().public_id, room(this_member()) if came else 0
    return [kept(place, each.filename or "", _chunks(each), most) for each in came]


def attached(audience: Audience, contents: Sequence[Content], key: str | None) -> list[File]:
    """Files named in the form, and those it brought, now in the library. A form sent again brings nothing twice."""
    named = files_named(this_workspace(), actor(), request.form.getlist("files"))
    if not contents or sent_before(this_member(), key) is not None:
        return named
    return named + add_files(audience, None, contents)


def _chunks(came: FileStorage) -> Iterator[bytes]:
    while chunk := came.read(CHUNK):
        yield chunk

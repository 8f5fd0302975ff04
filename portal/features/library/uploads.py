"""Reading a form with files as it arrives: the fields first, then each file straight to the disk."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Request, current_app, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, validate_csrf
from werkzeug.exceptions import BadRequest
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, MultipartDecoder, NeedData
from werkzeug.sansio.multipart import File as FilePart
from wtforms import ValidationError

from portal.features.identity.sessions import actor
from portal.features.library.models import File, Folder
from portal.features.library.room import NoRoom, require_room, room
from portal.features.library.services import add_file
from portal.features.library.store import Content, keep
from portal.features.library.transfers import transfer
from portal.features.workspaces.rules import load_workspace, this_member, this_workspace
from portal.kernel.access import Audience, Permission
from portal.kernel.blobs import TooLarge
from portal.kernel.db import db, write
from portal.kernel.web import Refused

CHUNK = 64 * 1024
MOST_PARTS = 200
LONGEST_FIELD = 64 * 1024


@dataclass(slots=True)
class Received:
    """What came in: the fields, and the files whose bytes are on the disk."""

    fields: dict[str, str] = field(default_factory=dict)
    contents: list[Content] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.fields.get(name, "")


@contextmanager
def taking_in(workspace_id: str) -> Iterator[Received]:
    """Take in the files of a form, then `write()` for the block: what became of them is settled there.

    Its CSRF token must stand before the first file, so that nothing is kept for a forged form. The database is let go
    first: an upload may take an hour. Raises Refused when there is no file or no room.
    """
    with transfer():
        require_room(this_member(), (request.content_length or 0) - current_app.config["MAX_FORM_BYTES"])
        received = receive(request, workspace_id, room(this_member()))
    with write():
        load_workspace(workspace_id, Permission.UPLOAD)  # it may have been a long upload
        yield received


def add_files(audience: Audience, folder: Folder | None, contents: Iterable[Content]) -> list[File]:
    """Bytes that have come become files of this workspace, in the name of who asks."""
    return [
        add_file(by=actor(), workspace=this_workspace(), audience=audience, folder=folder, content=content)
        for content in contents
    ]


def receive(request: Request, workspace_key: str, left: int) -> Received:
    """Bring the files of a form, `left` bytes of them at most, to the disk. Not inside a transaction."""
    db.session.rollback()
    most = min(current_app.config["MAX_FILE_BYTES"], left)
    request.max_content_length = left + current_app.config["MAX_FORM_BYTES"]
    received = Received()
    for name, chunks in _parts(_events(request), received.fields):
        content = kept(workspace_key, name, chunks, most)
        if name or content.size:
            received.contents.append(content)
    if not received.contents:
        raise Refused(_("Choose a file to upload."), field="file")
    return received


def kept(workspace_key: str, name: str, chunks: Iterator[bytes], most: int) -> Content:
    """A file whose bytes are on the disk now; Refused when it is larger than `most` bytes."""
    try:
        return keep(workspace_key, name, chunks, limit=most)
    except TooLarge as error:
        message = _("%(name)s is larger than what can be kept here.", name=name[:100])
        raise NoRoom(message, field="file") from error


def check_csrf(token: str) -> None:
    """Raises CSRFError unless the token is that of the session's pages."""
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    try:
        validate_csrf(token)
    except ValidationError as error:
        raise CSRFError(str(error)) from error


def _parts(events: Iterator[Event], fields: dict[str, str]) -> Iterator[tuple[str, Iterator[bytes]]]:
    checked = False
    for event in events:
        if isinstance(event, Field):
            fields[event.name or ""] = _field(events)
        elif isinstance(event, FilePart):
            if not checked:
                check_csrf(fields.get("csrf_token", ""))
                checked = True
            yield event.filename or "", _data(events)


def _data(events: Iterator[Event]) -> Iterator[bytes]:
    for event in events:
        if not isinstance(event, Data):
            raise BadRequest
        yield event.data
        if not event.more_data:
            return


def _field(events: Iterator[Event]) -> str:
    value = b""
    for data in _data(events):
        value += data
        if len(value) > LONGEST_FIELD:
            raise BadRequest
    return value.decode("utf-8", "replace").replace("\0", "")


def _events(request: Request) -> Iterator[Event]:
    boundary = request.mimetype_params.get("boundary", "").encode("latin-1", "ignore")
    if request.mimetype != "multipart/form-data" or not boundary:
        raise BadRequest
    decoder = MultipartDecoder(boundary, 16 * CHUNK, max_parts=MOST_PARTS)
    read: Callable[[int], bytes] = request.stream.read
    while True:
        try:
            event = decoder.next_event()
            if isinstance(event, NeedData):
                decoder.receive_data(read(CHUNK) or None)
                continue
        except ValueError as error:
            raise BadRequest from error
        yield event
        if isinstance(event, Epilogue):
            return

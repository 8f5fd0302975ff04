"""Taking bytes in: straight to the disk, in constant memory, for as long as whoever sends them may."""

import os
import time
from collections.abc import Callable, Iterator

from flask import Request
from werkzeug.exceptions import Conflict, NotFound, RequestEntityTooLarge

from portal.features.library.tus.finishing import finish
from portal.features.library.tus.goals import may_go_on
from portal.features.library.tus.intake import Intake, begin_intake
from portal.features.library.tus.models import Upload
from portal.features.library.tus.protocol import Checksum, ChecksumMismatch, checksum
from portal.features.library.tus.stage import Stage, stage_of
from portal.kernel.access import Actor
from portal.kernel.blobs import make_durable
from portal.kernel.db import db
from portal.kernel.web import pieces

RECHECK = 2.0  # seconds between looks at the right to upload, while bytes come
SILENCE = 20.0  # seconds without a byte, after which a line counts as dead and another request may go on


def receive(request: Request, upload: Upload, who: Actor, claimed: int) -> int:
    """Add the body of the request to what has come; gives the new offset, which is on the disk.

    With the last byte the upload is filed. Raises Locked while another request does this, Conflict at a wrong offset,
    ChecksumMismatch, NotFound once the right has ended, and what `finish` raises.
    """
    upload_id, size, stage = upload.id, upload.size, stage_of(upload.public_id)
    wanted, allowed = checksum(request), may_go_on(upload.id, who)
    if (request.content_length or 0) > max(size - claimed, 0):
        raise RequestEntityTooLarge
    request.max_content_length = size + 1  # `_pieces` counts; this one would refuse the last byte where it ends
    if upload.done_at is not None:
        return _same(size, claimed)
    db.session.rollback()
    with stage.held() as opened:
        if _ended(upload_id):  # by the request before this one
            stage.drop()
            return _same(size, claimed)
        offset = _same(stage.offset(), claimed)
        intake = begin_intake(opened, stage.path.name, offset)
        if offset < size:
            _append(stage, intake, _within(pieces(request, silence=SILENCE), size - offset, allowed), wanted)
        if intake.offset == size:
            finish(upload_id, who, sha256=intake.sha256())
    return intake.offset


def offset_of(upload: Upload) -> int:
    """How far it has come."""
    return upload.size if upload.done_at is not None else stage_of(upload.public_id).offset()


def _same(offset: int, claimed: int) -> int:
    if claimed != offset:
        raise Conflict
    return offset


def _ended(upload_id: int) -> bool:
    found = db.session.get(Upload, upload_id, populate_existing=True)
    ended = found is None or found.done_at is not None
    db.session.rollback()
    return ended


def _append(stage: Stage, intake: Intake, pieces: Iterator[memoryview], wanted: Checksum | None) -> None:
    start = intake.offset
    if wanted is not None:
        stage.begin_unproved(start)
    try:
        for piece in pieces:
            intake.take(piece)
            if wanted is not None:
                wanted.update(piece)
        if wanted is not None and not wanted.fits():
            raise ChecksumMismatch
        os.fsync(intake.opened)
        stage.prove()
    finally:
        stage.forget_unproved(intake.opened)
        intake.end()
        if start == 0:
            make_durable(stage.path.parent)


def _within(pieces: Iterator[memoryview], most: int, allowed: Callable[[], bool]) -> Iterator[memoryview]:
    """The pieces, at most so many bytes, for as long as they may come."""
    seen = time.monotonic()
    for piece in pieces:
        most -= len(piece)
        if most < 0:
            raise RequestEntityTooLarge
        yield piece
        if time.monotonic() - seen >= RECHECK:
            seen = time.monotonic()
            if not allowed():
                raise NotFound

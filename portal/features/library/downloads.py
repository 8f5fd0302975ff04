"""Giving bytes out: in constant memory, in ranges, and only as long as the reader may have them."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing

from flask import Response, current_app, request, stream_with_context
from werkzeug.exceptions import Gone, RequestedRangeNotSatisfiable
from werkzeug.http import http_date, quote_etag

from portal.features.library.models import FileVersion
from portal.features.library.transfers import begin_transfer
from portal.kernel.blobs import LocalBlobs, blobs
from portal.kernel.text import disposition

HANDED_OVER = 4 * 1024**2  # bytes nginx may give out at once
STALLED = 120.0  # seconds in which a piece must have left: a reader who takes nothing keeps no place
RECHECK = 1.0  # seconds between looks at the right to them, while bytes flow: they end within two
# Types a browser is told as they are; everything else is just bytes to it. Nothing but sound and film is given inline.
TOLD = frozenset(
    {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain", "text/csv"}
    | {"audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/flac", "video/mp4", "video/webm", "video/ogg"}
)
SAFE = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-cache",
}


class Stopped(ConnectionAbortedError):
    """The right to read ended while bytes were flowing; the connection is cut, so that no half file looks whole."""


def send(version: FileVersion, *, allowed: Callable[[], bool], played_as: str = "") -> Response:
    """The answer with the bytes of a version, or the part that was asked for; for a player, told as that type."""
    key, sha256, size = version.file.workspace.public_id, version.sha256, version.size
    headers = SAFE | {
        "Content-Type": played_as or told_as(version.media_type),
        "Content-Disposition": "inline" if played_as else disposition(version.file.name),
        "ETag": quote_etag(sha256),
        "Last-Modified": http_date(version.uploaded_at),
    }
    if request.if_none_match.contains(sha256):
        return Response(status=304, headers=headers)
    if not _whole(key, sha256, size):
        raise Gone
    start, stop, status = _asked(sha256, size)
    place = _place_for_nginx(key, sha256, stop - start)
    if place:
        return Response(headers=headers | {"X-Accel-Redirect": place})
    headers |= {"Content-Length": str(stop - start)}
    if status == 206:
        headers |= {"Content-Range": f"bytes {start}-{stop - 1}/{size}"}
    return stream_body(_bytes(key, sha256, start, stop, allowed), status, headers)


def _place_for_nginx(key: str, sha256: str, length: int) -> str:
    """Where nginx finds an answer that it may give by itself, cut by it to the range that was asked for.

    It asks nobody again while bytes flow, so it gets no more than flows in a moment or lies in buffers on the way; and
    nothing whose range hangs on a condition, which it would judge by marks of its own.
    """
    prefix, store = current_app.config["X_ACCEL"], blobs()
    simple = "If-Range" not in request.headers and len(request.range.ranges if request.range else [0]) == 1
    if not (prefix and simple and isinstance(store, LocalBlobs) and length <= HANDED_OVER):
        return ""
    return f"{prefix.rstrip('/')}/{key}/{sha256[:2]}/{sha256}"


def told_as(media_type: str) -> str:
    """What a browser is told of a type: those that could act are just bytes."""
    if media_type not in TOLD:
        return "application/octet-stream"
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def stream_body(body: Iterator[bytes], status: int, headers: dict[str, str]) -> Response:
    """An answer that takes the place of a transfer until its last byte."""
    end = begin_transfer()
    line = request.environ.get("gunicorn.socket")
    if line is not None:
        line.settimeout(STALLED)  # until gunicorn waits for its next request
    response = Response(stream_with_context(body), status, headers)
    response.call_on_close(end)
    return response


def while_allowed(chunks: Iterable[bytes], allowed: Callable[[], bool]) -> Iterator[bytes]:
    """These bytes, as long as they may be had; then Stopped."""
    seen = time.monotonic()
    for chunk in chunks:
        if time.monotonic() - seen >= RECHECK:
            seen = time.monotonic()
            if not allowed():
                raise Stopped
        yield chunk


def _bytes(key: str, sha256: str, start: int, stop: int, allowed: Callable[[], bool]) -> Iterator[bytes]:
    with closing(blobs().read(key, sha256, start=start, length=stop - start)) as chunks:  # type: ignore[type-var]
        yield from while_allowed(chunks, allowed)


def _asked(sha256: str, size: int) -> tuple[int, int, int]:
    """Beginning, end and status: the whole, or the one range asked for. Several at once get the whole, as allowed."""
    asked = request.range
    unchanged = request.if_range.etag in (None, sha256) and request.if_range.date is None
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or not unchanged:
        return 0, size, 200
    found = asked.range_for_length(size)
    if found is None:
        raise RequestedRangeNotSatisfiable(length=size)
    return found[0], found[1], 206


def _whole(key: str, sha256: str, size: int) -> bool:
    try:
        return blobs().size(key, sha256) == size
    except FileNotFoundError:
        return False

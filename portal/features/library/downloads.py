"""Giving bytes out: in constant memory, in ranges, and only as long as the reader may have them."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing

from flask import Response, request, stream_with_context
from werkzeug.exceptions import Gone, RequestedRangeNotSatisfiable
from werkzeug.http import http_date, quote_etag

from portal.features.library.models import FileVersion
from portal.features.library.transfers import begin_transfer
from portal.kernel.blobs import blobs
from portal.kernel.text import disposition

RECHECK = 2.0  # seconds between looks at the right to read, while bytes flow
# Types a browser is told as they are; everything else is just bytes to it. Nothing is ever shown inline from here.
TOLD = frozenset({"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain", "text/csv"})
SAFE = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-cache",
}


class Stopped(ConnectionAbortedError):
    """The right to read ended while bytes were flowing; the connection is cut, so that no half file looks whole."""


def send(version: FileVersion, *, allowed: Callable[[], bool]) -> Response:
    """The answer with the bytes of a version, or the part that was asked for."""
    key, sha256, size = version.file.workspace.public_id, version.sha256, version.size
    headers = SAFE | {
        "Content-Type": _told(version.media_type),
        "Content-Disposition": disposition(version.file.name),
        "ETag": quote_etag(sha256),
        "Last-Modified": http_date(version.uploaded_at),
    }
    if request.if_none_match.contains(sha256):
        return Response(status=304, headers=headers)
    if not _whole(key, sha256, size):
        raise Gone
    start, stop, status = _asked(sha256, size)
    headers |= {"Content-Length": str(stop - start)}
    if status == 206:
        headers |= {"Content-Range": f"bytes {start}-{stop - 1}/{size}"}
    return _stream(_bytes(key, sha256, start, stop, allowed), status, headers)


def _stream(body: Iterator[bytes], status: int, headers: dict[str, str]) -> Response:
    end = begin_transfer()
    response = Response(stream_with_context(body), status, headers)
    response.call_on_close(end)
    return response


def _bytes(key: str, sha256: str, start: int, stop: int, allowed: Callable[[], bool]) -> Iterator[bytes]:
    seen = time.monotonic()
    with closing(blobs().read(key, sha256, start=start, length=stop - start)) as chunks:  # type: ignore[type-var]
        for chunk in chunks:
            if time.monotonic() - seen >= RECHECK:
                seen = time.monotonic()
                if not allowed():
                    raise Stopped
            yield chunk


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


def _told(media_type: str) -> str:
    if media_type not in TOLD:
        return "application/octet-stream"
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _whole(key: str, sha256: str, size: int) -> bool:
    try:
        return blobs().size(key, sha256) == size
    except FileNotFoundError:
        return False

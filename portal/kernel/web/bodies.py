"""The body of a request as it comes, with as few copies as can be.

gunicorn hands a body on through several buffers, which costs more time than the disk. Where a request comes from one of
its sockets with a known length, the bytes are taken from there, and gunicorn's own count of them is kept right.
"""

from collections.abc import Iterator
from typing import Any

from flask import Request
from gunicorn.http.body import LengthReader
from gunicorn.http.unreader import SocketUnreader
from werkzeug.exceptions import ClientDisconnected, ServiceUnavailable

PIECE = 512 * 1024  # bytes at once, in the one buffer a request has


def pieces(request: Request, *, silence: float) -> Iterator[memoryview]:
    """The body piece by piece; each is good only until the next is asked for.

    A line that ends early ends it; one without a byte for `silence` seconds, or broken, raises ServiceUnavailable.
    """
    line = request.environ.get("gunicorn.socket")
    if line is not None:
        line.settimeout(silence)
    body: Any = request.environ["wsgi.input"]
    reader = getattr(body, "reader", None)
    try:
        if isinstance(reader, LengthReader) and isinstance(reader.unreader, SocketUnreader):
            yield from _straight(body, reader)
        else:
            yield from _read(request)
    except (ClientDisconnected, OSError) as error:
        raise ServiceUnavailable(retry_after=1) from error


def _straight(body: Any, reader: Any) -> Iterator[memoryview]:
    """What gunicorn has read ahead with the headers, then the rest from the socket."""
    ahead = reader.unreader.take_buffered()
    mine = memoryview(ahead)[: reader.length]
    reader.unreader.unread(ahead[len(mine) :])
    reader.length -= len(mine)
    yield mine
    space = memoryview(bytearray(min(PIECE, reader.length)))
    while reader.length:
        body.failed = True  # until more has come: gunicorn closes a connection that ends here
        count = reader.unreader.sock.recv_into(space[: min(PIECE, reader.length)])
        if not count:
            return
        body.failed = False
        reader.length -= count
        yield space[:count]


def _read(request: Request) -> Iterator[memoryview]:
    while piece := request.stream.read(PIECE):
        yield memoryview(piece)

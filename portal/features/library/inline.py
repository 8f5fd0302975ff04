"""Giving out what was made of a file, to be shown in a page: safe by its headers, kept by no cache without asking."""

import hashlib

from flask import Response, make_response, request

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-cache",  # a browser asks each time, and is told 404 when the right has ended
}


def private(body: bytes, media_type: str) -> Response:
    """The answer, or 304 for a browser that has it. Its tag tells nothing about the file it was made of."""
    response = make_response(body, HEADERS | {"Content-Type": media_type})
    response.set_etag(hashlib.blake2b(body, digest_size=12).hexdigest())
    response.make_conditional(request)
    return response

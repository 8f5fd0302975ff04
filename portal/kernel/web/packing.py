"""Answers packed for the line: pages as they go out, styles and scripts as the build packed them.

Packing a page with a secret beside words of others can betray the secret by its length (BREACH). Here the only secret
of a page is the form token, signed anew each second, and cookies are SameSite=Lax, so another site cannot ask for the
same page again and again in somebody's name.
"""

import zlib
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory

FROM = 1024  # bytes; below it packing gains nothing
LEVEL = 1  # 1 ms for a page of 140 kB, which becomes 14 kB; level 6 takes three times as long for 11 kB
GZIP = 16 + zlib.MAX_WBITS
KINDS = {"text/html", "application/json", "text/vnd.turbo-stream.html", "text/plain"}
BUILT = (("br", ".br"), ("gzip", ".gz"))


def init_packing(app: Flask) -> None:
    """Pack what is written, and send what the build has packed."""
    app.after_request(_pack)
    app.view_functions["static"] = _static


def _pack(response: Response) -> Response:
    if response.mimetype not in KINDS or response.is_streamed or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    fits = len(body) >= FROM and "Content-Encoding" not in response.headers and _takes("gzip")
    if not fits or response.status_code == 206:
        return response
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    response.set_data(packer.compress(body) + packer.flush())
    response.headers["Content-Encoding"] = "gzip"
    return response


def _static(filename: str) -> Response:
    """A built file, packed if the browser takes it so; its name changes with its content."""
    folder = Path(current_app.static_folder or "")
    for coding, ending in BUILT:
        if _takes(coding) and (folder / f"{filename}{ending}").is_file():
            answer = send_from_directory(folder, f"{filename}{ending}", mimetype=_kind(filename))
            answer.headers["Content-Encoding"] = coding
            answer.vary.add("Accept-Encoding")
            return answer
    answer = current_app.send_static_file(filename)
    answer.vary.add("Accept-Encoding")
    return answer


def _takes(coding: str) -> bool:
    return request.accept_encodings.quality(coding) > 0


def _kind(filename: str) -> str:
    kinds = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}
    return kinds.get(Path(filename).suffix, "application/octet-stream")

"""What a client is told about an upload: headers for tus, and in words what became of it."""

from typing import Any

from flask import Response, jsonify, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date

from portal.features.library.models import File
from portal.features.library.present import answer
from portal.features.library.tus.models import Upload
from portal.features.library.tus.protocol import ALGORITHMS, EXTENSIONS, VERSION
from portal.features.library.tus.receiving import offset_of
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.web import Refused


def abilities(most: int) -> Response:
    """What this server can do."""
    told = {"Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(most), "Tus-Checksum-Algorithm": ",".join(ALGORITHMS)}
    return Response(status=204, headers=told)


def told(upload: Upload, status: int, offset: int | None = None) -> Response:
    """An answer without a body."""
    return Response(status=status, headers=_headers(upload, offset_of(upload) if offset is None else offset))


def created(upload: Upload, offset: int) -> Response:
    """Where an upload that has begun goes on."""
    place = url_for("uploads.show", workspace_id=upload.workspace.public_id, upload_id=upload.public_id)
    return Response(status=201, headers=_headers(upload, offset) | {"Location": place})


def described(upload: Upload, who: Actor) -> Response:
    """What became of it: waiting, received (the last request ends it), done with the file it made, or refused."""
    offset = offset_of(upload)
    state = "refused" if upload.refused else "done" if upload.done_at else "received"
    if upload.done_at is None and offset < upload.size:
        state = "waiting"
    body: dict[str, Any] = {"state": state, "offset": offset, "size": upload.size, "error": upload.refused}
    response = jsonify(body | _file(upload, who))
    response.headers.update(_headers(upload, offset))
    return response


def refused(error: HTTPException) -> Any:
    """An error, as a program reads it."""
    if error.response is not None:
        return error
    said = error.message if isinstance(error, Refused) else error.name
    headers = [item for item in error.get_headers() if item[0].lower() == "retry-after"]
    return {"status": error.code, "error": said}, error.code, headers


def in_tus(response: Response) -> Response:
    """Every answer says which protocol it is in."""
    response.headers.update({"Tus-Resumable": VERSION, "Tus-Version": VERSION})
    return response


def _file(upload: Upload, who: Actor) -> dict[str, Any]:
    if upload.version is None:
        return {}
    seen = File.visible_to(who).where(File.id == upload.version.file_id, File.deleted_at.is_(None))
    file = db.session.scalars(seen).first()
    return answer([(file, upload.version)]) if file is not None else {}


def _headers(upload: Upload, offset: int) -> dict[str, str]:
    found = {"Upload-Offset": str(offset), "Upload-Length": str(upload.size), "Cache-Control": "no-store"}
    found |= {"Upload-Metadata": upload.told} if upload.told else {}
    found |= {"Upload-Concat": upload.concat} if upload.concat else {}
    return found if upload.done_at else found | {"Upload-Expires": http_date(upload.expires_at)}

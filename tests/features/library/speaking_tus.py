"""Speaking tus, and looking at what became of it."""

from base64 import b64encode
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.features.library.models import File, FileVersion
from portal.features.library.tus.stage import folder
from portal.kernel.blobs import blobs
from portal.kernel.db import db
from tests.cast import Cast

DATA = b"The gripper weighs 12 kg.\n" * 1000
HALF = 10_000


def base(cast: Cast) -> str:
    return f"/w/{cast.workspace().public_id}/uploads"


def told(**words: str) -> str:
    return ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in words.items())


def speak(client: FlaskClient, method: str, url: str, data: bytes | None = None, /, **headers: Any) -> TestResponse:
    said = {key.replace("_", "-"): str(value) for key, value in headers.items()}
    kind = "application/offset+octet-stream" if data is not None else None
    return client.open(url, method=method, data=data, content_type=kind, headers={"Tus-Resumable": "1.0.0"} | said)


def create(client: FlaskClient, cast: Cast, size: int = len(DATA), *, name: str = "Gripper.txt", **words: str) -> str:
    where = {"audience": "everyone"} if "file" not in words else {}
    answer = speak(client, "POST", base(cast), Upload_Length=size, Upload_Metadata=told(filename=name, **where | words))
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def patch(client: FlaskClient, url: str, data: bytes, offset: int, **headers: str) -> TestResponse:
    return speak(client, "PATCH", url, data, Upload_Offset=offset, **headers)


def offset_at(client: FlaskClient, url: str) -> int:
    answer = speak(client, "HEAD", url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return int(answer.headers["Upload-Offset"])


def stored(version: FileVersion) -> bytes:
    return b"".join(blobs().read(version.file.workspace.public_id, version.sha256))


def files() -> int:
    return db.session.scalar(select(func.count(File.id))) or 0


def staged() -> list[str]:
    return [path.name for path in folder().iterdir()]

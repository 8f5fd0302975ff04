"""Keeping a picture, forgetting the one before it, giving it out."""

from flask import Response, make_response
from sqlalchemy import delete, select

from portal.kernel.access import NotFound
from portal.kernel.db import db
from portal.kernel.pictures.models import Picture

HEADERS = {
    "Content-Type": "image/webp",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cache-Control": "private, max-age=3600",  # an hour at most after the right to see it ended, in one's own browser
}


def replace(before: str | None, data: bytes | None) -> str | None:
    """Forget the picture of that public id and keep this one, if there is one; gives its public id."""
    if before:
        db.session.execute(delete(Picture).where(Picture.public_id == before))
    if data is None:
        return None
    picture = Picture(data=data)
    db.session.add(picture)
    db.session.flush()
    return picture.public_id


def answer(named: str | None, asked: str) -> Response:
    """The picture a row names, if that is the one asked for. The caller has made sure that the row may be seen."""
    found = db.session.scalars(select(Picture.data).where(Picture.public_id == named)).first()
    if found is None or named != asked:
        raise NotFound
    return make_response(found, HEADERS)

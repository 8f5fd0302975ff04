"""A picture out of a form: a person's photo, a workspace's logo."""

from flask_babel import gettext as _

from portal.kernel.pictures import LARGEST, Unreadable, redraw
from portal.kernel.web import Refused, uploaded

EDGE = 256  # pixels


def drawn_from(field: str, *, square: bool) -> bytes:
    """The picture in that field, drawn anew. Refused, for the field, where there is none that can be shown. Slow."""
    try:
        return redraw(uploaded(field, largest=LARGEST), edge=EDGE, square=square)
    except Unreadable as error:
        raise Refused(_("This is no picture we can read. JPEG, PNG, WebP and GIF work."), field=field) from error

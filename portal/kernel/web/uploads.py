"""Forms that carry one small file, larger than other forms may be."""

from typing import IO

from flask import current_app, request
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge

from portal.kernel.web.errors import Refused
from portal.kernel.web.wiring import csrf


def uploaded(name: str, *, largest: int) -> IO[bytes]:
    """The file of that field. For views marked `unguarded`: the form's token is checked here, after the limit is set.

    Raises Refused where there is no file, or more than `largest` bytes.
    """
    request.max_content_length = largest + 64 * 1024
    try:
        if current_app.config["WTF_CSRF_ENABLED"]:
            csrf.protect()
        found = request.files.get(name)
    except RequestEntityTooLarge as error:
        words = gettext("This is larger than %(n)s MB. Choose a smaller one.", n=largest // 1024**2)
        raise Refused(words, field=name) from error
    if found is None or not found.filename:
        raise Refused(gettext("Choose a picture first."), field=name)
    return found.stream

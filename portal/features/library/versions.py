"""Older versions: brought back as a newer one, so that nothing that ever was there is changed."""

from flask_babel import gettext as _

from portal.features.library import kinds
from portal.features.library.models import File, FileVersion
from portal.features.library.policy import openable, signing
from portal.features.library.queries import version_or_404
from portal.features.library.services import append_version, take_words, tell_of
from portal.features.library.store import Content
from portal.kernel.access import Actor, Permission
from portal.kernel.db import now
from portal.kernel.web import Refused


def restore_version(*, by: Actor, file: File, number: int) -> FileVersion:
    """Make the bytes of an older version the latest again, as a version of their own; what came between stays."""
    member = signing(file.workspace, by, Permission.UPLOAD)
    older = version_or_404(file, number)
    if number == file.latest_number:
        raise Refused(_("This is the latest version already."))
    if not openable(older):
        raise Refused(_("A version that cannot be opened cannot be restored."))
    content = Content(older.name, older.sha256, older.size, older.media_type, checked=True)
    version = append_version(file, member, content, now())
    version.restored_from = older.number
    take_words(version, older)
    said = {"restored": older.number}
    tell_of(kinds.FILE_VERSION_RESTORED, version, member, payload=said, beside={"name": version.name})
    return version

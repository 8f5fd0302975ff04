"""What a list of files says of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from portal.features.library.collected import Item
from portal.features.library.policy import gives_original
from portal.features.library.words import state_words
from portal.features.workspaces.models import Member
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Row:
    """One file. `folder` is the way to it, `sha256` empty for who may not have its bytes, `said` why it has none."""

    folder: str
    name: str
    version: int
    size: int
    media_type: str
    by: str
    at: datetime
    sha256: str
    said: str


def heads() -> tuple[str, ...]:
    """The words above the columns, in the order of `Row`."""
    return (
        _("Folder"),
        _("Name"),
        _("Version"),
        _("Size in bytes"),
        _("Type"),
        _("Added by"),
        _("Date"),
        "SHA-256",
        _("Note"),
    )


def rows_of(items: Sequence[Item], reader: Member, actor: Actor) -> list[Row]:
    """The rows of these files, in their order, as somebody may see them."""
    return [_row(item, given=gives_original(item.version, reader, actor)) for item in items]


def _row(item: Item, *, given: bool) -> Row:
    version = item.version
    return Row(
        folder=item.path.rpartition("/")[0],
        name=item.file.name,
        version=version.number,
        size=version.size,
        media_type=version.media_type,
        by=shown_as(version.uploaded_by).name,
        at=version.uploaded_at,
        sha256=version.sha256 if given else "",
        said="" if given else state_words(version),
    )

"""Office files: as the pages LibreOffice makes of them; where it makes none, by their outline."""

from portal.features.library.file_page import Seen
from portal.features.library.policy import gives_original
from portal.features.library.previews.pages import printed
from portal.features.library.previews.studio import NotDrawn
from portal.features.library.stages.outlines import outline_stage
from portal.features.library.stages.papers import pages_stage
from portal.features.library.stages.shown import Stage

PATIENCE = 3.0  # seconds; then the page says that they are being prepared, and looks again


def office_stage(seen: Seen) -> Stage:
    """Pages. Raises Busy while they are being made."""
    try:
        printed(seen.thing, PATIENCE)
    except NotDrawn:
        if not gives_original(seen.version, seen.member, seen.actor):
            raise
        return outline_stage(seen)
    return pages_stage(seen)

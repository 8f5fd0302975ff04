"""Pages as pictures: PDF files, and pictures themselves."""

from portal.features.library.file_page import Seen
from portal.features.library.previews.pages import document_of, page_sizes
from portal.features.library.stages.shown import Stage

MOST_AT_ONCE = 400  # pages in one answer; a longer document is shown in parts
MOST_DRAWN = 20_000  # the last page anybody may ask for
PATIENCE = 6.0  # seconds a page waits for the sizes of pages; then it says that they are being prepared


def pages_stage(seen: Seen) -> Stage:
    """All pages, or the part of a long document in which the page asked for is."""
    wanted = min(max(seen.page, 1), MOST_DRAWN)
    sizes = page_sizes(document_of(seen.thing), PATIENCE, opens_at=wanted)
    page = min(wanted, max(len(sizes), 1))
    first = (page - 1) // MOST_AT_ONCE * MOST_AT_ONCE
    here = [(number, *size) for number, size in enumerate(sizes[first : first + MOST_AT_ONCE], start=first + 1)]
    return Stage("pages", page=page, count=len(sizes), pages=here)

"""Office documents as PDF, made by LibreOffice where it is installed; what is drawn of them are the pages of that."""

from portal.features.library.previews.cache import fail, keep
from portal.features.library.previews.source import Source
from portal.kernel.box import How, to_pdf

PDF = ("pdf",)


def print_out(source: Source) -> None:
    """Make the PDF and keep it, or why there is none. Takes seconds."""
    with source.open() as file:
        made = to_pdf(file, source.media_type)
    if made.how is How.DONE:
        keep(source.place, PDF, made.pdf)
    else:
        fail(source.place, PDF, made.how)

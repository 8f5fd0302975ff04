"""Archives: the names of what is in them. Nothing is unpacked."""

import io
import posixpath
import zipfile
from collections.abc import Iterator

from portal.features.library.extraction.formats.trouble import damaged

MOST = 20_000


def pages(data: bytes) -> Iterator[str]:
    """The names as one page, a line each, as they would stand in a folder."""
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()[:MOST]
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise damaged() from error
    yield "\n".join(filter(None, (posixpath.normpath(f"/{name}").lstrip("/") for name in names)))

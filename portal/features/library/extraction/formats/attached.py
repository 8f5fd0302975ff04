"""What is attached to a mail: its name, and its words where they can be read."""

from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from itertools import islice

from portal.features.library.extraction.content import media_type
from portal.features.library.extraction.formats.letter import Attached
from portal.features.library.extraction.media import ZIP
from portal.features.library.extraction.readers import FORMATS, read

MOST_READ = 50  # attachments; of the others the names
DEEPEST = 3  # mails in mails in mails
MOST_CHARACTERS, MOST_PAGES = 200_000, 200  # of one attachment
HEAD, TAIL = 8 * 1024, 64 * 1024
_depth = ContextVar("depth", default=0)


def words_of(parts: Iterable[Attached]) -> Iterator[str]:
    """Name and words of each."""
    for number, part in enumerate(parts):
        said = part.words or (_read(part) if number < MOST_READ else "")
        yield f"\n{part.name}\n{said}".rstrip() if said else part.name


def kind_of(part: Attached) -> str:
    """What it is by what is in it."""
    return media_type(part.data[:HEAD], part.data[-TAIL:], part.name)


def _read(part: Attached) -> str:
    kind = kind_of(part)
    depth = _depth.get()
    if kind not in FORMATS or kind == ZIP or depth >= DEEPEST:
        return ""
    token = _depth.set(depth + 1)
    try:
        return "\n".join(islice(_begun(read(kind, part.data)), MOST_PAGES))
    except BaseException:  # noqa: BLE001 (an attachment does not hide the mail; what Rust throws is no Exception)
        return ""
    finally:
        _depth.reset(token)


def _begun(pages: Iterable[str]) -> Iterator[str]:
    left = MOST_CHARACTERS
    for page in pages:
        yield page[:left]
        left -= len(page)
        if left <= 0:
            return

"""How files are read: what of the expected words is found, and in which state each file of the real input ends."""

import re
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from portal.features.library.extraction.content import media_type
from portal.features.library.extraction.run import Outcome, extract
from tests.bench.figures import Figures
from tests.bench.opinions import opinion
from tests.shared_data import DATA

EXPECTED = DATA / "docs" / "markitdown" / "expected_outputs"
HEAD, TAIL = 8 * 1024, 64 * 1024
WORD = re.compile(r"\w+")
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read: where it lies, its type by content, what came of it, and the seconds it took."""

    name: str
    kind: str
    outcome: Outcome
    seconds: float

    @property
    def text(self) -> str:
        return "\n".join(self.outcome.words.values())


def read(name: str, data: bytes) -> Read:
    """Read a file as the worker does."""
    kind = media_type(data[:HEAD], data[-TAIL:], name)
    began = time.monotonic()
    return Read(name, kind, extract([data], media_type=kind, size=len(data)), time.monotonic() - began)


def recall(expected: str, found: str) -> float | None:
    """Which share of the expected words, each as often as it is expected, was found; None where none is."""
    wanted, got = (Counter(WORD.findall(text.lower())) for text in (expected, found))
    total = sum(wanted.values())
    return sum(min(count, got[word]) for word, count in wanted.items()) / total if total else None


def documents() -> Iterator[tuple[str, bytes]]:
    """All documents of the real input."""
    for path in sorted((DATA / "docs").rglob("*")):
        if path.is_file():
            yield str(path.relative_to(DATA / "docs")), path.read_bytes()


def hostile() -> Iterator[tuple[str, bytes]]:
    """All files that were made to do harm."""
    with tarfile.open(DATA / "hostile_files.tar.xz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                yield f"hostile/{Path(member.name).name}", file.read()


def compared(found: Mapping[str, Read]) -> Iterator[tuple[str, str, float]]:
    """Ending, `expected` (the text given with it) or `opinion` (another library's), and recall of each file."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in EXPECTED.glob("*.md")}
    for name, each in found.items():
        path = Path(name)
        given = texts.get(path.stem) if name.startswith("markitdown/") and path.suffix == ".pdf" else None
        second = opinion(path.suffix.lower(), (DATA / "docs" / name).read_bytes()) if given is None else None
        share = recall(given or second or "", each.text)
        if share is not None:
            yield path.suffix[1:].lower(), "expected" if given else "opinion", share


def measure(keep: Callable[[str, str, Figures], None], tell: Tell) -> None:
    """Keep the median and the least recall of each type. Inside an application context."""
    tell("Reading all documents")
    found = {name: read(name, data) for name, data in documents()}
    shares: dict[tuple[str, str], list[float]] = {}
    for kind, against, share in compared(found):
        shares.setdefault((kind, against), []).append(share)
    for (kind, against), each in sorted(shares.items()):
        figures = {"median": round(median(each), 4), "least": round(min(each), 4), "files": len(each)}
        keep(f"words {kind}", against, figures)

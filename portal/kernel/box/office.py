"""Office documents as PDF: LibreOffice in the box, where it is installed."""

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import which
from typing import IO

from portal.kernel.box.limits import MB, Child, Limits
from portal.kernel.box.run import How, run_boxed
from portal.kernel.box.walls import Wall, wall

OPEN_XML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
ENDINGS = {
    f"{OPEN_XML}wordprocessingml.document": "docx",
    f"{OPEN_XML}presentationml.presentation": "pptx",
    f"{OPEN_XML}spreadsheetml.sheet": "xlsx",
    f"{ODF}text": "odt",
    f"{ODF}presentation": "odp",
    f"{ODF}spreadsheet": "ods",
    "application/msword": "doc",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.ms-excel": "xls",
    "application/rtf": "rtf",
}
NEEDED = ("/etc/fonts", "/etc/libreoffice", "/var/cache/fontconfig", "/var/lib/libreoffice", "/etc/alternatives")
LIMITS = Limits(cpu=60, wall=90.0, memory=2048 * MB, answer=128 * MB, scratch=512 * MB, files=512, processes=256)
_gate = threading.Lock()


@dataclass(frozen=True, slots=True)
class Converted:
    """A PDF, or how it ended without one."""

    how: How
    pdf: bytes = b""


def can_convert(media_type: str) -> bool:
    """Whether this machine makes a PDF of a document of that type."""
    return media_type in ENDINGS and office_program() is not None and wall() is not Wall.NONE


@cache
def office_program() -> Path | None:
    """Where LibreOffice's program lies, if it is installed."""
    found = which("soffice")
    program = Path(found).resolve().with_name("soffice.bin") if found else None
    return program if program is not None and program.is_file() else None


def to_pdf(source: IO[bytes] | bytes, media_type: str, limits: Limits = LIMITS) -> Converted:
    """A PDF of the document, one at a time. Never raises for what is in it; ask `can_convert` before. Takes seconds."""
    program = office_program()
    if program is None:
        raise FileNotFoundError("soffice")
    child = Child("portal.kernel.box.child.office", programs=(*NEEDED, str(program.parents[1])))
    with _gate:
        answer = run_boxed(child, str(program), ENDINGS[media_type], source=source, limits=limits)
    made = answer.frames[0].body if answer.how is How.DONE and answer.frames else b""
    if answer.how is How.DONE and not made.startswith(b"%PDF"):
        return Converted(How.DAMAGED)
    return Converted(answer.how, made)

"""What other libraries find in a file: a second opinion where nobody wrote down what is in it."""

import io
import subprocess
from shutil import which
from typing import Any

import docx
import lxml.html
import pptx


def opinion(suffix: str, data: bytes) -> str | None:
    """The words of a file by its ending, or None where nobody else is asked, or has no answer."""
    ask = {".docx": _docx, ".pptx": _pptx, ".html": _html, ".pdf": _pdf, ".txt": _text, ".md": _text}.get(suffix)
    try:
        return ask(data) if ask is not None else None
    except Exception:  # noqa: BLE001 (the others fail on what is broken, each in its own way)
        return None


def _docx(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in dict.fromkeys(row.cells))
    return "\n".join((*(paragraph.text for paragraph in document.paragraphs), *cells))


def _pptx(data: bytes) -> str:
    found: list[str] = []
    for slide in pptx.Presentation(io.BytesIO(data)).slides:
        for shape in slide.shapes:
            found += _shape(shape)
    return "\n".join(found)


def _shape(shape: Any) -> list[str]:
    found = [shape.text_frame.text] if shape.has_text_frame else []
    if getattr(shape, "has_table", False):
        found += [cell.text for row in shape.table.rows for cell in row.cells]
    return found


def _html(data: bytes) -> str:
    root = lxml.html.fromstring(data)
    for each in root.xpath("//script | //style | //noscript | //template | //iframe | //comment()"):
        each.drop_tree()
    return " ".join(root.itertext())


def _pdf(data: bytes) -> str | None:
    tool = which("pdftotext")
    if tool is None:
        return None
    done = subprocess.run([tool, "-q", "-", "-"], input=data, capture_output=True, check=True, timeout=60)
    return done.stdout.decode("utf-8", "replace")


def _text(data: bytes) -> str:
    return data.decode("utf-8")

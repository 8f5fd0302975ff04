"""In the box: opens the document on its input and does one task after the other, each answered with a frame.

Tasks are a JSON list: `["sizes"]`, `["texts"]`, `["draw", page, width]`, `["runs", page]`. A page that cannot be drawn
does not keep the others from being drawn; a document that cannot be opened is answered with a reason alone.
"""

import io
import json
import sys
from dataclasses import astuple
from importlib import import_module
from typing import TYPE_CHECKING, Any

from portal.kernel.box.child.tell import tell

if TYPE_CHECKING:
    from .drawing.document import Document

FAMILIES = ("pdf", "picture")
QUALITY, EFFORT = 82, 2


def main(family: str, tasks: str) -> None:
    """Do the tasks with the document, opened as one of that family."""
    if family not in FAMILIES:
        raise ValueError(family)
    try:
        document = import_module(f".drawing.{family}", __package__).opened(sys.stdin.buffer)
    except (MemoryError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 (whatever a parser throws, the file is what is wrong)
        tell(reason=getattr(error, "reason", "damaged"))
        return
    for name, *numbers in json.loads(tasks):
        _answer(document, name, numbers)


def _answer(document: "Document", name: str, numbers: list[int]) -> None:
    said: dict[str, Any] = {"task": [name, *numbers]}
    try:
        if name == "sizes":
            tell(**said, sizes=document.sizes())
        elif name == "texts":
            tell(**said, texts=document.texts())
        elif name == "runs":
            tell(**said, runs=[astuple(run) for run in document.runs(*numbers)])
        else:
            body, size = _drawn(document, *numbers)
            tell(body, **said, size=size)
    except MemoryError:
        tell(**said, reason="too_large")
    except Exception as error:  # noqa: BLE001 (as above)
        tell(**said, reason=getattr(error, "reason", "damaged"))


def _drawn(document: "Document", page: int, width: int) -> tuple[bytes, tuple[int, int]]:
    picture = document.draw(page, width)
    answer = io.BytesIO()
    picture.save(answer, "WEBP", quality=QUALITY, method=EFFORT)
    return answer.getvalue(), picture.size

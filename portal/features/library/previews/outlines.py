"""The outline of a document, laid out among its drawings: blocks, sheets in parts of some rows, mails, and pictures."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from portal.features.library.extraction.outline.run import ANSWER, CHILD
from portal.features.library.previews import believed
from portal.features.library.previews.cache import fail, keep
from portal.features.library.previews.source import Source
from portal.kernel.box import Frame, How, Limits, frames_of

OUTLINE = ("outline",)
ROWS = 500  # of one part of a sheet
CELLS = 10_000  # of one part
WEBP = (b"RIFF", b"WEBP")


def lay_out(source: Source, limits: Limits) -> None:
    """Let a child tell the outline, and put it away; what says how it ended comes last."""
    made = Outline(source)
    with source.open() as file:
        told = frames_of(CHILD, source.media_type, source=file, limits=replace(limits, answer=ANSWER))
        while True:
            try:
                made.take(next(told))
            except StopIteration as end:
                made.close(How.DAMAGED if end.value is How.DONE and not made.ended else end.value)
                return


@dataclass(slots=True)
class Outline:
    """What was told so far."""

    source: Source
    ended: bool = False
    _said: dict[str, Any] = field(default_factory=lambda: {"blocks": [], "sheets": [], "mail": None, "attached": []})
    _reason: str = ""
    _cut: bool = False
    _pictures: int = 0
    _rows: list[dict[str, Any]] = field(default_factory=list)

    def take(self, frame: Frame) -> None:
        """The next frame."""
        head = frame.head
        if "block" in head:
            self._block(frame)
        elif "row" in head:
            self._row(head)
        elif "sheet" in head:
            self._sheet(head)
        elif "sheet_end" in head:
            self._sheet_end(head)
        elif isinstance(head.get("mail"), dict):
            self._said["mail"] = {str(name): believed.text(value) for name, value in head["mail"].items()}
        elif "attached" in head:
            self._said["attached"].append(believed.attached(head))
        elif head.get("end") is True:
            self.ended, self._cut, self._reason = True, head.get("cut") is True, believed.text(head.get("reason"))

    def close(self, how: str) -> None:
        """Nothing more comes: keep it, or why there is nothing."""
        self._put()
        reason = self._reason if self.ended else str(how)
        empty = not (self._said["blocks"] or self._said["sheets"] or self._said["mail"])
        if empty and reason:
            fail(self.source.place, OUTLINE, reason)
        else:
            said = self._said | {"cut": self._cut or bool(reason), "reason": reason}
            keep(self.source.place, OUTLINE, json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))

    def _block(self, frame: Frame) -> None:
        found = believed.block(frame.head)
        if found is None:
            return
        if found["block"] == "picture":
            if (frame.body[:4], frame.body[8:12]) != WEBP:
                return
            self._pictures += 1
            found["number"] = self._pictures
            keep(self.source.place, ("picture", self._pictures), frame.body)
        self._said["blocks"].append(found)

    def _sheet(self, head: dict[str, Any]) -> None:
        self._put()
        sheet = {"name": believed.text(head.get("name")), "hidden": head.get("hidden") is True, "parts": []}
        sheet |= {"rows": 0, "columns": 0, "cut": True, "header": head.get("header") is True, "first": None}
        self._said["sheets"].append(sheet)

    def _row(self, head: dict[str, Any]) -> None:
        if not self._said["sheets"]:
            return
        found, sheet = believed.row(head), self._said["sheets"][-1]
        if sheet["first"] is None:
            sheet["first"] = found
        self._rows.append(found)
        if len(self._rows) >= ROWS or sum(len(each["cells"]) for each in self._rows) >= CELLS:
            self._put()

    def _sheet_end(self, head: dict[str, Any]) -> None:
        self._put()
        if self._said["sheets"]:
            counts = {name: believed.number(head.get(name), 0) for name in ("rows", "columns")}
            self._said["sheets"][-1] |= counts | {"cut": head.get("cut") is True}

    def _put(self) -> None:
        """The rows gathered so far become a part of their sheet."""
        if self._rows:
            sheets = self._said["sheets"]
            sheets[-1]["parts"].append([self._rows[0]["row"], self._rows[-1]["row"]])
            body = json.dumps(self._rows, ensure_ascii=False).encode("utf-8", "replace")
            keep(self.source.place, ("rows", len(sheets), len(sheets[-1]["parts"])), body)
            self._rows = []

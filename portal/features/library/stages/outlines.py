"""Documents by their outline: text with headings, lists, tables and pictures in order; sheets; mails."""

import json
from typing import Any

from portal.features.library.file_page import Seen
from portal.features.library.previews.pages import outline, outline_part, outlined
from portal.features.library.previews.source import Source
from portal.features.library.stages.shown import Stage

PATIENCE = 6.0  # seconds; then the page says that it is being prepared
BLOCKS = 1500  # of one part


def outline_stage(seen: Seen) -> Stage:
    """As what the outline says it is."""
    document = outlined(seen.thing)
    found = outline(document, PATIENCE)
    if found["sheets"]:
        return sheet_stage(seen, document, found)
    parts = max((len(found["blocks"]) + BLOCKS - 1) // BLOCKS, 1)
    part = min(seen.part or _part_with(found["blocks"], seen.page), parts)
    blocks = listed(found["blocks"][(part - 1) * BLOCKS : part * BLOCKS])
    shown = {"blocks": blocks, "part": part, "parts": parts, "cut": found["cut"], "reason": found["reason"]}
    if found["mail"] is not None:
        return Stage("mail", data=shown | {"mail": found["mail"], "attached": found["attached"]})
    return Stage("blocks", page=max(seen.page, 1), data=shown)


def sheet_stage(seen: Seen, document: Source, found: dict[str, Any]) -> Stage:
    """A part of the rows of one sheet; a hit of the search names the sheet as its page."""
    at = min(max(seen.sheet or seen.page, 1), len(found["sheets"]))
    sheet = found["sheets"][at - 1]
    part = min(max(seen.part, 1), max(len(sheet["parts"]), 1))
    rows = json.loads(outline_part(document, "rows", at, part)) if sheet["parts"] else []
    columns = max((len(row["cells"]) for row in (*rows, *_first(sheet))), default=0)
    shown = {"sheets": found["sheets"], "at": at, "sheet": sheet, "part": part, "parts": max(len(sheet["parts"]), 1)}
    shown |= {"letters": [letter(column) for column in range(columns)], "rows": rows, "head": None}
    if _is_head(sheet):
        shown["head"] = sheet["first"]
        shown["rows"] = [row for row in rows if row["row"] != sheet["first"]["row"]]
    return Stage("sheet", page=at, count=len(found["sheets"]), data=shown)


def letter(column: int) -> str:
    """A, B, …, Z, AA: how sheets name their columns."""
    name, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        name = chr(65 + rest) + name
    return name


def listed(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks, with items that follow each other put together to a list."""
    found: list[dict[str, Any]] = []
    for block in blocks:
        if block["block"] != "item":
            found.append(block)
        elif found and found[-1]["block"] == "list" and found[-1]["ordered"] == block["ordered"]:
            found[-1]["items"].append(block)
        else:
            found.append({"block": "list", "ordered": block["ordered"], "items": [block]})
    return found


def _is_head(sheet: dict[str, Any]) -> bool:
    """The first row is frozen where it says what stands below: said so, or nothing but words."""
    first = sheet["first"]
    if first is None or sheet["rows"] < 2:
        return False
    kinds = first["kinds"].replace(" ", "")
    return bool(sheet["header"]) or (len(kinds) > 1 and set(kinds) == {"t"})


def _first(sheet: dict[str, Any]) -> list[dict[str, Any]]:
    return [sheet["first"]] if sheet["first"] else []


def _part_with(blocks: list[dict[str, Any]], page: int) -> int:
    at = next((at for at, block in enumerate(blocks) if block["block"] == "page" and block["number"] == page), 0)
    return at // BLOCKS + 1

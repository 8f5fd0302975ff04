"""What a child told of a document, taken only as far as it has the shape that was agreed on."""

from typing import Any

ADDRESSES = ("http://", "https://", "mailto:")
KINDS = frozenset({"page", "heading", "text", "quote", "code", "item", "table", "picture", "rule"})
MOST = 10**7
Run = tuple[str, str, str]


def block(head: dict[str, Any]) -> dict[str, Any] | None:
    """A block of a document: every key of it is there whatever its kind, so that a template need not ask."""
    kind = head.get("block")
    if kind not in KINDS:
        return None
    return {
        "block": kind,
        "number": number(head.get("number"), 0),
        "name": text(head.get("name")),
        "level": min(max(number(head.get("level"), 2), 1), 6),
        "depth": min(number(head.get("depth"), 0), 8),
        "ordered": head.get("ordered") is True,
        "runs": runs(head.get("runs")),
        "rows": rows(head.get("rows")),
        "cut": head.get("cut") is True,
        "alt": text(head.get("alt")),
        "width": max(number(head.get("width"), 1), 1),
        "height": max(number(head.get("height"), 1), 1),
    }


def runs(given: Any) -> list[Run]:
    """Texts with their marks and the addresses they lead to: none but those of the web and of mail."""
    found = []
    for each in given if isinstance(given, list) else []:
        words, marks, address = (*map(text, each), "", "", "")[:3] if isinstance(each, list) else ("", "", "")
        found.append((words, marks, address if address.lower().startswith(ADDRESSES) else ""))
    return found


def rows(given: Any) -> list[list[dict[str, Any]]]:
    """The rows of a table in a document."""
    lists = [row for row in given if isinstance(row, list)] if isinstance(given, list) else []
    return [[_cell(cell) for cell in row if isinstance(cell, dict)] for row in lists]


def row(head: dict[str, Any]) -> dict[str, Any]:
    """A row of a sheet."""
    cells = head.get("cells")
    values = [text(cell) for cell in cells] if isinstance(cells, list) else []
    return {"row": number(head.get("row"), 0), "cells": values, "kinds": text(head.get("kinds"))[: len(values)]}


def attached(head: dict[str, Any]) -> dict[str, Any]:
    """What is attached to a mail."""
    return {
        "number": number(head.get("attached"), 0),
        "name": text(head.get("name")),
        "size": number(head.get("size"), 0),
        "media_type": text(head.get("media_type")),
    }


def text(given: Any) -> str:
    """A text, or none."""
    return given if isinstance(given, str) else ""


def number(given: Any, otherwise: int) -> int:
    """A number that counts something."""
    return given if isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= MOST else otherwise


def _cell(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "runs": runs(given.get("runs")),
        "across": min(max(number(given.get("across"), 1), 1), 1000),
        "down": min(max(number(given.get("down"), 1), 1), 1000),
        "head": given.get("head") is True,
    }

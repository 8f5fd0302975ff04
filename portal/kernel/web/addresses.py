"""Addresses of pages, at the price of filling in a line."""

from typing import Any

from flask import current_app, url_for

_KEY = "throughline.addresses"


def address(endpoint: str, **ids: str) -> str:
    """What `url_for` gives for a page named by ids and words, worked out once for each endpoint of an application."""
    known: dict[tuple[str, ...], str] = current_app.extensions.setdefault(_KEY, {})
    if not all(each.isascii() and each.isalnum() for each in ids.values()):
        return _whole(endpoint, ids)  # needs quoting
    key = (endpoint, *ids)
    if key not in known:
        marks = {name: f"0{number}0mark0" for number, name in enumerate(ids)}
        pattern = _whole(endpoint, marks).replace("{", "{{").replace("}", "}}")
        for name, mark in marks.items():
            pattern = pattern.replace(mark, f"{{{name}}}")
        known[key] = pattern
    return known[key].format_map(ids)


def _whole(endpoint: str, ids: dict[str, Any]) -> str:
    return url_for(endpoint, **ids)

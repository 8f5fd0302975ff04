"""Presentations: one page a slide in the order they are shown, with its notes, charts and comments."""

import posixpath
from collections.abc import Iterator

from portal.features.library.extraction.formats.archive import Parts, local, paragraphs
from portal.features.library.extraction.formats.trouble import damaged

MAIN = "ppt/presentation.xml"
BESIDE = ("/notesSlide", "/chart", "/diagramData", "/comments")  # what belongs to a slide and has words of its own


def pages(data: bytes) -> Iterator[str]:
    """The words of each slide."""
    parts = Parts(data)
    if MAIN not in parts.names:
        raise damaged()
    targets = {key: target for key, _kind, target in _relations(parts, MAIN)}
    for slide in _order(parts):
        name = targets.get(slide, "")
        beside = [target for _key, kind, target in _relations(parts, name) if kind.endswith(BESIDE)]
        yield "\n".join(paragraphs(parts, part) for part in (name, *beside))


def _order(parts: Parts) -> Iterator[str]:
    for element in parts.elements(MAIN):
        if local(element) == "sldId":
            found = [value for key, value in element.items() if key.endswith("}id")]
            yield from found[:1]


def _relations(parts: Parts, name: str) -> list[tuple[str, str, str]]:
    """Key, kind and target part of each relation of a part."""
    folder, base = posixpath.split(name)
    found = []
    for element in parts.elements(f"{folder}/_rels/{base}.rels"):
        if local(element) == "Relationship" and element.get("TargetMode") != "External":
            target = element.get("Target", "")
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            found.append((element.get("Id", ""), element.get("Type", ""), place))
    return found

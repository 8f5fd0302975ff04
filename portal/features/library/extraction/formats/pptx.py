"""Presentations: one page a slide in the order they are shown, with its notes, charts and comments."""

from collections.abc import Iterator

from portal.features.library.extraction.formats.archive import Parts, links, local, paragraphs, relations
from portal.features.library.extraction.formats.trouble import damaged

MAIN = "ppt/presentation.xml"
BESIDE = ("/notesSlide", "/chart", "/diagramData", "/comments")  # what belongs to a slide and has words of its own


def pages(data: bytes) -> Iterator[str]:
    """The words of each slide."""
    parts = Parts(data)
    if MAIN not in parts.names:
        raise damaged()
    targets = {key: target for key, _kind, target in relations(parts, MAIN)}
    for slide in order_of(parts):
        name = targets.get(slide, "")
        beside = [target for _key, kind, target in relations(parts, name) if kind.endswith(BESIDE)]
        yield "\n".join((*(paragraphs(parts, part) for part in (name, *beside)), *links(parts, name)))


def order_of(parts: Parts) -> Iterator[str]:
    """The keys of the slides, in order."""
    for element in parts.elements(MAIN):
        if local(element) == "sldId":
            found = [value for key, value in element.items() if key.endswith("}id")]
            yield from found[:1]

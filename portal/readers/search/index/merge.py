"""Fewer, larger segments, made beside the commits that go on meanwhile.

A merge of many documents takes seconds. So the new segment is written in a folder of its own, without the lock; only
entering it into the list of segments takes the writer, for a moment, and there whatever was deleted meanwhile is
deleted in it too.
"""

import shutil
from math import log
from pathlib import Path
from typing import Any

from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from portal.readers.search.index.place import opened, storage
from portal.readers.search.index.schema import schema
from portal.readers.search.index.writer import codec, writing

MANY = 6  # that many segments of one size become one; each size is that many times the one before
Places = dict[str, dict[int, int]]  # of each merged segment: old number of a document to its new one


def merge_some(folder: Path) -> bool:
    """Merge one set of segments of like size; False when there is none."""
    index = opened(folder)
    chosen = _choose(index._segments())  # noqa: SLF001 (Whoosh has no other word for it)
    if not chosen:
        return False
    aside = folder / "merge"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        made, places = _merged(folder, chosen, aside)
        return _enter(folder, made, places, aside)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _choose(segments: list[Any]) -> list[Any]:
    """Those of the smallest size of which there are many."""
    sizes: dict[int, list[Any]] = {}
    for segment in segments:
        sizes.setdefault(int(log(max(segment.doc_count(), 1), MANY)), []).append(segment)
    return next((sizes[size] for size in sorted(sizes) if len(sizes[size]) >= MANY), [])


def _merged(folder: Path, chosen: list[Any], aside: Path) -> tuple[Any, Places]:
    """The new segment, in its own folder, and where each document went."""
    writer = SegmentWriter(storage(aside).create_index(schema()), codec=codec())
    places: Places = {}
    for segment in chosen:
        reader = SegmentReader(storage(folder), schema(), segment)
        living = [number for number in range(segment.doc_count_all()) if not segment.is_deleted(number)]
        places[segment.segment_id()] = {old: writer.docnum + new for new, old in enumerate(living)}
        writer.add_reader(reader)
        reader.close()
    made = writer._finalize_segment()  # noqa: SLF001 (a commit without its list of segments)
    writer._finish()  # noqa: SLF001 (frees its lock)
    return made, places


def _enter(folder: Path, made: Any, places: Places, aside: Path) -> bool:
    """Put it in the place of those it was made of, unless another has been faster."""
    with writing(folder) as writer:
        known = {segment.segment_id(): segment for segment in writer.segments}
        if not places.keys() <= known.keys():
            writer.cancel()
            return False
        for name, moved in places.items():
            for old, new in moved.items():
                if known[name].is_deleted(old):
                    made.delete_document(new)
        for path in aside.glob(f"{made.segment_id()}*"):
            path.rename(folder / path.name)
        kept = [segment for name, segment in known.items() if name not in places]
        writer.commit(mergetype=lambda _writer, _segments: [*kept, made])
    return True

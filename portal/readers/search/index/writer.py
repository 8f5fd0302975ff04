"""Changing the index: one batch is one commit, its cursors included."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.codec.whoosh3 import W3Codec
from whoosh.query import Or, Term
from whoosh.writing import SegmentWriter

from portal.readers.search.contents import Batch, Facts, Noun, key
from portal.readers.search.index.place import opened
from portal.readers.search.index.schema import fields

LIVE_MB, BULK_MB = 128, 256  # of postings held in memory
POSTINGS = 1024  # of a term that are read at once
PATIENCE = 5.0  # seconds to wait for a merge to enter its segment


def apply(folder: Path, batch: Batch, *, bulk: bool = False) -> None:
    """Do it all or nothing. Each key stands once in it: Whoosh does not see what a writer has just added.

    `bulk` fills a new index, where there is nothing to take out.
    """
    with writing(folder, limitmb=BULK_MB if bulk else LIVE_MB) as writer:
        gone = [] if bulk else list(_gone(batch))
        if gone:
            writer.delete_by_query(Or(gone))
        for document in batch.documents:
            writer.add_document(**fields(document))
        for audience_id, seq in batch.cursors.items():
            cursor = Facts(Noun.CURSOR, audience_id, 0, 0, 0, 0, seq, 0, 0)
            writer.add_document(key=key(Noun.CURSOR, audience_id), facts=cursor.row())
        writer.commit(merge=False)


def codec() -> W3Codec:
    """How segments are written: in large blocks, each a few reads. Not in plain: that takes 2.5 times the room."""
    return W3Codec(blocklimit=POSTINGS)


@contextmanager
def writing(folder: Path, *, limitmb: int = LIVE_MB) -> Iterator[SegmentWriter]:
    """A writer that is cancelled if the block fails: the lock is free again and the index as before."""
    writer = SegmentWriter(opened(folder), timeout=PATIENCE, delay=0.02, limitmb=limitmb, codec=codec())
    try:
        yield writer
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise


def _gone(batch: Batch) -> Iterator[Term]:
    yield from (Term("key", each) for each in batch.keys)
    yield from (Term("key", key(Noun.CURSOR, each)) for each in batch.cursors)
    yield from (Term("group", str(each)) for each in batch.groups)

"""The contract on Whoosh: files under DATA_DIR/index, read by every process and written by one."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from portal.readers.search.contents import Batch
from portal.readers.search.contract import Missing
from portal.readers.search.index import place
from portal.readers.search.index.answering import Answers
from portal.readers.search.index.building import WhooshBuilding, begin
from portal.readers.search.index.merge import merge_some
from portal.readers.search.index.reading import Shelf, reading
from portal.readers.search.index.writer import apply


class WhooshIndex:
    """One index in use; each rebuild makes another folder."""

    def __init__(self) -> None:
        self._shelf = Shelf()

    @contextmanager
    def reading(self) -> Iterator[Answers]:
        """The newest state. Raises Missing."""
        with reading(self._shelf) as state:
            yield Answers(state)

    def apply(self, batch: Batch) -> None:
        """One commit."""
        apply(self._folder(), batch)

    def epoch(self) -> str:
        """The epoch of the ledger it was built from. Raises Missing."""
        return place.epoch_of(self._folder())

    def name(self) -> str:
        """The name of its folder. Raises Missing."""
        return self._folder().name

    def tidy(self) -> bool:
        """Make one larger segment of many small ones; False when there are not so many."""
        folder = place.current()
        return folder is not None and merge_some(folder)

    def build(self, epoch: str, reached: Mapping[int, int]) -> WhooshBuilding:
        """The folder of an interrupted rebuild of that epoch, or a new one."""
        return begin(epoch, reached)

    def alone(self, what: str, *, wait: bool = True) -> AbstractContextManager[bool]:
        """A lock file; it dies with whoever holds it."""
        return place.locked(what, wait=wait)

    def _folder(self) -> Path:
        folder = place.current()
        if folder is None:
            raise Missing("there is no index")
        return folder

"""A new index in a folder of its own, with a note of how far it has come: what was interrupted goes on from there."""

import json
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.readers.search.contents import Batch, Document
from portal.readers.search.index import place
from portal.readers.search.index.answering import Answers
from portal.readers.search.index.reading import BROKEN, read_folder
from portal.readers.search.index.schema import VERSION
from portal.readers.search.index.writer import apply

NOTE = "BUILDING"


@dataclass(slots=True)
class WhooshBuilding:
    """The index of one epoch of the ledger while it is filled. `begun` is set while nothing can stand in it twice."""

    folder: Path
    epoch: str
    reached: Mapping[int, int]
    place: tuple[int, int] = (0, 0)
    begun: bool = True

    def add(self, documents: Iterable[Document], place: tuple[int, int]) -> None:
        """One commit, then the note of it; whoever goes on after a kill in between takes out what is there already."""
        batch = Batch(documents=list(documents))
        batch.keys = set() if self.begun else {each.key for each in batch.documents}
        apply(self.folder, batch, bulk=self.begun)
        self.place, self.begun = place, True
        self.note()

    def apply(self, batch: Batch) -> None:
        """Catch up."""
        apply(self.folder, batch)

    def state(self) -> Answers:
        """What is in it now."""
        return Answers(read_folder(self.folder))

    def publish(self) -> None:
        """Make it the one in use."""
        (self.folder / NOTE).unlink()
        place.publish(self.folder, epoch=self.epoch)

    def note(self) -> None:
        """Write down how far it has come."""
        said = {"epoch": self.epoch, "reached": list(self.reached.items()), "place": self.place}
        fresh = self.folder / f"{NOTE}.new"
        fresh.write_text(json.dumps(said))
        fresh.rename(self.folder / NOTE)


def begin(epoch: str, reached: Mapping[int, int]) -> WhooshBuilding:
    """What was interrupted, if it is of this schema and epoch; else an empty one. Others that were begun go."""
    found = [each for each in map(_interrupted, place.root().glob("v*-*")) if each]
    mine = next((each for each in found if each.epoch == epoch), None)
    for other in found:
        if other is not mine:
            shutil.rmtree(other.folder, ignore_errors=True)
    if mine is None:
        mine = WhooshBuilding(place.create(), epoch, reached)
        mine.note()
    return mine


def _interrupted(folder: Path) -> WhooshBuilding | None:
    """A folder with a note that can be read, of this schema."""
    if not folder.name.startswith(f"v{VERSION}-"):
        return None
    with suppress(*BROKEN):
        said: dict[str, Any] = json.loads((folder / NOTE).read_text())
        read_folder(folder)
        reached: dict[int, int] = dict(said["reached"])
        table, row = said["place"]
        return WhooshBuilding(folder, said["epoch"], reached, (table, row), begun=False)
    return None

"""How many groups a set of documents touches, and how they spread, over all blocks: what stands in two counts once."""

from collections import Counter
from collections.abc import Callable

from portal.readers.search.contents import Facts
from portal.readers.search.index.bits import bits_at, numbers_of
from portal.readers.search.index.block import Block
from portal.readers.search.index.reading import Marks, Reading


def size(marks: Marks) -> int:
    """How many documents."""
    return sum(map(int.bit_count, marks))


def groups(state: Reading, marks: Marks) -> Marks:
    """The groups of these documents, each as one document of it."""
    return _once(state, tuple(map(Block.groups, state.blocks, marks)), _group)


def authors(state: Reading, marks: Marks) -> Marks:
    """The authors in each of the groups, each as one document there."""
    return _once(state, tuple(map(Block.authors, state.blocks, marks)), _author)


def in_group(state: Reading, marks: Marks, group: int) -> int:
    """How many of these documents are in a group."""
    return sum(block.count_in(group, bits) for block, bits in zip(state.blocks, marks, strict=True))


def tally(state: Reading, column: str, marks: Marks) -> Counter[int]:
    """How often each value of a column stands in these documents."""
    found: Counter[int] = Counter()
    for block, bits in zip(state.blocks, marks, strict=True):
        found.update(block.tally(getattr(block.figures, column), bits))
    return found


def newest_of(state: Reading, marks: Marks) -> Facts:
    """The newest of some documents."""
    pairs = zip(state.blocks, marks, strict=True)
    found = (block.figures.of(number) for block, bits in pairs for number in numbers_of(bits))
    return max(found, key=lambda facts: (facts.at, facts.id))


def _once(state: Reading, marks: Marks, known: Callable[[Block, Block, int], int | None]) -> Marks:
    """Those of the last block that the first knows as well count there."""
    if len(state.blocks) < 2 or not marks[1]:
        return marks
    first, last = state.blocks
    homes = last.homes.get(known)
    if homes is None:  # one Python step for each document of the last block: once, not for each count
        there = {number: known(first, last, number) for number in range(last.size)}
        homes = last.homes[known] = {number: home for number, home in there.items() if home is not None}
    both = last.kept((known, "homes"), lambda: bits_at(homes, last.size)) & marks[1]
    if not both:
        return marks
    return marks[0] | bits_at(map(homes.__getitem__, numbers_of(both)), first.size), marks[1] & ~both


def _group(first: Block, last: Block, number: int) -> int | None:
    return first.group_of(last.figures.group[number])


def _author(first: Block, last: Block, number: int) -> int | None:
    return first.author_of(last.figures.group[number], last.figures.author[number])

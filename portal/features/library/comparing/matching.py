"""Which stretches of two sequences are the same. Standard library only, for the box.

Runs of words that stand once on either side are anchors; what lies between two anchors is small and compared exactly.
So a change of line breaks, or of a page in the middle, costs little, and a whole book does not cost its square.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

RUNS = (8, 3, 1)  # words in an anchor: long ones first
EXACT = 400_000  # pairs of words between two anchors that are compared one by one; more counts as changed
Same = tuple[int, int, int]  # where it begins in the one, in the other, and how many words it has
Field = tuple[int, int, int, int]  # from and to in the one, from and to in the other


def same_stretches(before: Sequence[str], after: Sequence[str]) -> list[Same]:
    """Stretches that are alike, in the order of both, none overlapping."""
    found: list[Same] = []
    for one, other, length in _matched(before, after, (0, len(before), 0, len(after)), 0):
        if found and found[-1][0] + found[-1][2] == one and found[-1][1] + found[-1][2] == other:
            found[-1] = (*found[-1][:2], found[-1][2] + length)
        else:
            found.append((one, other, length))
    return found


def _matched(before: Sequence[str], after: Sequence[str], field: Field, level: int) -> Iterator[Same]:
    start = _alike(before, after, field, step=1)
    a, a_end, b, b_end = field[0] + start, field[1], field[2] + start, field[3]
    end = _alike(before, after, (a, a_end, b, b_end), step=-1)
    if start:
        yield (a - start, b - start, start)
    yield from _inner(before, after, (a, a_end - end, b, b_end - end), level)
    if end:
        yield (a_end - end, b_end - end, end)


def _inner(before: Sequence[str], after: Sequence[str], field: Field, level: int) -> Iterator[Same]:
    a, a_end, b, b_end = field
    if a == a_end or b == b_end:
        return
    anchors: list[tuple[int, int]] = []
    while not anchors and level < len(RUNS):
        anchors = _anchors(before, after, field, RUNS[level])
        level += not anchors
    if not anchors:
        yield from _exact(before, after, field)
        return
    for one, other in [*anchors, (a_end, b_end)]:
        if one >= a and other >= b:
            yield from _matched(before, after, (a, one, b, other), level + 1)
            run = RUNS[level] if one < a_end else 0
            if run:
                yield (one, other, run)
            a, b = one + run, other + run


def _alike(before: Sequence[str], after: Sequence[str], field: Field, *, step: int) -> int:
    """How many words are alike from the beginning (step 1) or from the end (step -1)."""
    a, a_end, b, b_end = field
    most, found = min(a_end - a, b_end - b), 0
    one, other = (a, b) if step == 1 else (a_end - 1, b_end - 1)
    while found < most and before[one + step * found] == after[other + step * found]:
        found += 1
    return found


def _anchors(before: Sequence[str], after: Sequence[str], field: Field, run: int) -> list[tuple[int, int]]:
    """Runs that stand once on either side, the longest chain of them that rises in both."""
    a, a_end, b, b_end = field
    once = _once(before, a, a_end, run)
    other = _once(after, b, b_end, run)
    pairs = [(place, other[words]) for words, place in once.items() if words in other]
    return _rising(sorted(pairs))


def _once(words: Sequence[str], start: int, end: int, run: int) -> dict[tuple[str, ...], int]:
    seen: dict[tuple[str, ...], int] = {}
    for place in range(start, end - run + 1):
        key = tuple(words[place : place + run])
        seen[key] = -1 if key in seen else place
    return {key: place for key, place in seen.items() if place >= 0}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest rising chain, by patience sorting."""
    tops: list[int] = []
    piles: list[int] = []  # indices into pairs
    behind: list[int] = []
    for index, (_one, other) in enumerate(pairs):
        place = bisect_left(tops, other)
        behind.append(piles[place - 1] if place else -1)
        tops[place : place + 1], piles[place : place + 1] = [other], [index]
    chain: list[tuple[int, int]] = []
    at = piles[-1] if piles else -1
    while at >= 0:
        chain.append(pairs[at])
        at = behind[at]
    return chain[::-1]


def _exact(before: Sequence[str], after: Sequence[str], field: Field) -> Iterator[Same]:
    a, a_end, b, b_end = field
    if (a_end - a) * (b_end - b) > EXACT:
        return
    matcher = SequenceMatcher(None, before[a:a_end], after[b:b_end], autojunk=False)
    for one, other, length in matcher.get_matching_blocks():
        if length:
            yield (a + one, b + other, length)

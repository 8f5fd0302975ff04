"""Sets of documents as whole numbers: bit n stands for document n.

Python adds, joins and counts 100,000 bits in a few microseconds, a thousand times faster than sets of numbers.
"""

from collections.abc import Iterable, Sequence
from itertools import compress, count

AS_TEXT = bytes.maketrans(b"\0\1", b"01")
AS_FLAGS = bytes.maketrans(b"01", b"\0\1")
FEW = 16  # one of so many set: looking for each is faster than going through all


def bits_of(flags: Iterable[int]) -> int:
    """The set of those whose flag is 1; every flag is 0 or 1 (or a bool)."""
    text = bytes(flags).translate(AS_TEXT)
    return int(text[::-1], 2) if text else 0


def flags_of(bits: int, size: int) -> bytes:
    """A byte of 0 or 1 for each of so many documents: what `compress` takes."""
    return f"{bits:0{size}b}".encode().translate(AS_FLAGS)[::-1]


def numbers_of(bits: int) -> Sequence[int]:
    """The documents of a set, ascending."""
    flags = flags_of(bits, bits.bit_length())
    if bits.bit_count() * FEW > len(flags):
        return list(compress(count(), flags))
    found, at = [], flags.find(1)
    while at >= 0:
        found.append(at)
        at = flags.find(1, at + 1)
    return found


def bits_at(numbers: Iterable[int], size: int) -> int:
    """The set of these documents of so many."""
    flags = bytearray(size)
    for number in numbers:
        flags[number] = 1
    return bits_of(flags)

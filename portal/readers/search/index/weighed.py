"""What a term is worth, as it is kept in memory."""

from array import array
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weighed:
    """A term in a block: who has it, who says it themselves, and scores by document. `rarity` weighs all of them.

    `strong` are those with a score of more than `floor`: where a term is common only a part, else everybody.
    """

    bits: int
    own: int
    scores: "array[int] | dict[int, int]"
    rarity: float
    strong: int
    floor: int = 0

    @property
    def memory(self) -> int:
        """About how many bytes it takes."""
        return len(self.scores) * (8 if isinstance(self.scores, array) else 110) + 1000

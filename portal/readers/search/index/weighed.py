"""What a term is worth, as it is kept in memory."""

from array import array
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weighed:
    """A term in a block: who has it, who says it themselves, and scores by document. `rarity` weighs all of them."""

    bits: int
    own: int
    scores: "array[int] | dict[int, int]"
    rarity: float

    @property
    def memory(self) -> int:
        """About how many bytes it takes."""
        return len(self.scores) * (8 if isinstance(self.scores, array) else 110) + 1000

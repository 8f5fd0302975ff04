"""What a term is worth, as it is kept in memory."""

from array import array
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weighed:
    """A term in a block: who has it, in which field, and scores by document. `rarity` weighs all of them.

    `strong` are those with a score of more than `floor`: where a term is common only a part, else everybody.
    """

    fields: dict[str, int]
    scores: "array[int] | dict[int, int]"
    rarity: float
    strong: int
    floor: int = 0

    @property
    def bits(self) -> int:
        """All documents that have it."""
        return self.own | self.fields["about"]

    @property
    def own(self) -> int:
        """Those that say it themselves: not only the title of the thread above them."""
        return self.fields["title"] | self.fields["body"]

    @property
    def memory(self) -> int:
        """About how many bytes it takes."""
        return (
            len(self.scores) * (4 if isinstance(self.scores, array) else 110) + 4 * self.strong.bit_length() // 7 + 1000
        )

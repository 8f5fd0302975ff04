"""What the ledger says about marks. The words of a post stand beside the chain."""

from types import UnionType

from portal.kernel.ledger import Kind

OWN = "the mark's audience"
TOLD: dict[str, type | UnionType] = {"post": str, "kind": str}
HELD: dict[str, type | UnionType] = {"holder": str, "due": str}  # a member's public id and a day, or empty

SET = Kind("mark.set", OWN, TOLD | HELD, {"words": str})
CHANGED = Kind("mark.changed", OWN, TOLD | HELD | {"holder_before": str, "due_before": str}, {"reason": str})
ENDED = Kind("mark.ended", OWN, TOLD | {"state": str}, {"reason": str})
REOPENED = Kind("mark.reopened", OWN, TOLD)

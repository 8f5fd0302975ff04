"""What search writes into the ledger."""

from portal.kernel.ledger import Kind

SYNONYMS_CHANGED = Kind("synonyms.changed", goes_to="the house", payload={"groups": int}, beside={"words": str})

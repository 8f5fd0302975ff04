"""What loading the demo world leaves in the ledger of the house."""

from portal.kernel.ledger import Kind

LOADED = Kind("demo.loaded", goes_to="the house", payload={"people": int, "workspaces": int, "posts": int})

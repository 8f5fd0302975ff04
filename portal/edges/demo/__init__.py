"""The demo world: three customers, twelve people, one community, three months of threads. Never in production."""

from portal.edges.demo.hints import demo_hints
from portal.edges.demo.kinds import LOADED

__all__ = ["LOADED", "demo_hints"]

"""The demo world: three customers, twelve people, one community, three months of threads. Never in production."""

from portal.edges.demo.hints import demo_hints
from portal.edges.demo.load import load_demo

__all__ = ["demo_hints", "load_demo"]

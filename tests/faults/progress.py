"""How far a long run is: `make faults` shows each line, other runs only where a test fails."""

import time

_began = time.monotonic()


def say(words: str) -> None:
    """Print it with the seconds since the run began."""
    print(f"\n{time.monotonic() - _began:5.0f} s  {words}", end="", flush=True)  # noqa: T201 (what it is for)

"""Where the world comes in or goes out: pages over several nouns, commands, imports, exports."""

from collections.abc import Callable

from flask import Flask

REGISTER: tuple[Callable[[Flask], None], ...] = ()

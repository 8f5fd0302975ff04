"""What follows the ledger; no feature imports from here."""

from collections.abc import Callable

from flask import Flask

REGISTER: tuple[Callable[[Flask], None], ...] = ()

"""Passwords, for those who want one: Argon2id, a few at a time."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
# OWASP's minimum (19 MiB, two passes, one lane): about 50 ms here. The gate keeps a burst from taking all memory.
_hasher = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)
_gate = threading.BoundedSemaphore(2)
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The stored form of a password. Slow on purpose: call it before the transaction."""
    with _gate:
        return _hasher.hash(password)


def password_fits(stored: str | None, password: str) -> bool:
    """Whether the password is right; takes the same time when there is none to compare with."""
    with _gate:
        try:
            return _hasher.verify(stored or _NOBODY, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False

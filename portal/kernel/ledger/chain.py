"""How an entry becomes a hash. Kept apart so that a verifier needs nothing else."""

import hashlib
import json
from typing import Any

FORMAT = 1


def canonical(value: dict[str, Any]) -> str:
    """JSON with sorted keys, no spaces and plain UTF-8: the same text for the same content, everywhere."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(salt: str, body: dict[str, Any]) -> str:
    """SHA-256 of the salt and the canonical text: proves the words without holding them."""
    return hashlib.sha256(f"{salt}\n{canonical(body)}".encode()).hexdigest()


def hash_of(
    *,
    place: tuple[str, str, str],
    seq: int,
    kind: str,
    times: tuple[int, int],
    actor: str,
    subject: str,
    act: str,
    payload: str,
    digest: str,
    previous: str,
) -> str:
    """SHA-256 over all that an entry says.

    `place` is installation, workspace and audience by public id; `times` are recorded and occurred in microseconds.
    Each part is preceded by its length in bytes, so that no two different entries give the same input.
    """
    parts = (FORMAT, *place, seq, kind, *times, actor, subject, act, payload, digest, previous)
    state = hashlib.sha256()
    for part in parts:
        data = str(part).encode()
        state.update(f"{len(data)}:".encode())
        state.update(data)
    return state.hexdigest()

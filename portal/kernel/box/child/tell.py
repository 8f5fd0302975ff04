"""Answering from the box: a line of JSON, and bytes behind it."""

import json
import os
from functools import cache
from typing import IO


def tell(body: bytes = b"", **head: object) -> None:
    """One frame; it is on its way when this returns."""
    if body:
        head["bytes"] = len(body)
    answer = take()
    answer.write(json.dumps(head).encode() + b"\n" + body)
    answer.flush()


@cache
def take() -> IO[bytes]:
    """The answer, from now on for `tell` alone: what a library prints goes nowhere."""
    answer = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answer

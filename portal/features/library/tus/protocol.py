"""The words of tus 1.0: what headers say, and what they must say."""

import binascii
import hashlib
import hmac
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Request
from werkzeug.exceptions import BadRequest, HTTPException, PreconditionFailed, UnsupportedMediaType

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration,concatenation"
ALGORITHMS = ("sha256", "sha1", "md5")
MEDIA = "application/offset+octet-stream"
LARGEST = 2**62  # a number that fits into every database


class WrongVersion(PreconditionFailed):
    """The client speaks another version, or no tus at all. A page of somebody else's cannot send this header."""


class ChecksumMismatch(HTTPException):
    """The bytes are not those that were meant; none of this request is kept."""

    code = 460
    description = "Checksum Mismatch"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request to begin says of itself: Upload-Metadata, Upload-Concat, and a key that makes it one deed."""

    told: str = ""
    concat: str = ""
    key: str | None = None

    @property
    def part(self) -> bool:
        """Whether it will be a piece of another."""
        return self.concat == "partial"

    @property
    def final(self) -> bool:
        """Whether it is put together from pieces."""
        return self.concat not in ("", "partial")


@dataclass(slots=True)
class Checksum:
    """What the bytes of a request should hash to."""

    wanted: bytes
    _state: Any = field(repr=False)

    def update(self, chunk: memoryview) -> None:
        self._state.update(chunk)

    def fits(self) -> bool:
        return hmac.compare_digest(self._state.digest(), self.wanted)


def check_version(request: Request) -> None:
    """Raises WrongVersion."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise WrongVersion


def check_media(request: Request) -> None:
    """Raises UnsupportedMediaType for a body that is anything but bytes at an offset."""
    if request.mimetype != MEDIA:
        raise UnsupportedMediaType


def number(request: Request, header: str) -> int:
    """A size or an offset; BadRequest without one."""
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and int(text[:20]) <= LARGEST):
        raise BadRequest
    return int(text)


def asked(request: Request) -> Asked:
    """What the headers of a request to begin say."""
    head = request.headers
    key = head.get("Idempotency-Key", "")[:64] or None
    return Asked(head.get("Upload-Metadata", ""), head.get("Upload-Concat", "").strip(), key)


def metadata(told: str) -> dict[str, str]:
    """Upload-Metadata as words; BadRequest where it is none."""
    pairs = [pair.strip().partition(" ") for pair in told.split(",") if pair.strip()]
    return {key: _decoded(value).decode("utf-8", "replace") for key, _space, value in pairs}


def checksum(request: Request) -> Checksum | None:
    """Upload-Checksum, if there is one; BadRequest for an algorithm we do not know."""
    told = request.headers.get("Upload-Checksum")
    if told is None:
        return None
    name, _space, value = told.partition(" ")
    if name not in ALGORITHMS:
        raise BadRequest
    return Checksum(_decoded(value), hashlib.new(name, usedforsecurity=False))


def named(concat: str) -> list[str]:
    """The ids of the uploads that `final;<address> <address>` names; BadRequest where it names none."""
    word, _sign, addresses = concat.partition(";")
    ids = [address.rstrip("/").rpartition("/")[2] for address in addresses.split()]
    if word != "final" or not ids:
        raise BadRequest
    return ids


def _decoded(value: str) -> bytes:
    decode: Callable[..., bytes] = b64decode
    try:
        return decode(value.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadRequest from error

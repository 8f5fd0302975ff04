"""The declarative base, its naming convention and the column types every table shares."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from sqlalchemy import BigInteger, Dialect, Integer, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Letters and figures that cannot be mistaken for each other when read aloud: 32 of them, 5 bits each.
ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"
PUBLIC_ID_LENGTH = 16

BigInt = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only a plain INTEGER key


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored as whole microseconds since 1970 UTC: equal on both databases, and what is hashed."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 (interface)
        return None if value is None else to_micros(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (interface)
        return None if value is None else from_micros(value)


def to_micros(moment: datetime) -> int:
    """Whole microseconds since 1970 UTC of an aware datetime."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def from_micros(micros: int) -> datetime:
    """The aware UTC datetime of that many microseconds since 1970."""
    return EPOCH + timedelta(microseconds=micros)


_told: ContextVar[datetime | None] = ContextVar("told_of", default=None)


def now() -> datetime:
    """The server's clock, aware, UTC; inside `telling_of` the moment that is told of."""
    return _told.get() or clock()


def clock() -> datetime:
    """The server's clock, whatever is told of: what the ledger is dated with."""
    return datetime.now(UTC)


def told_of() -> datetime | None:
    """The earlier moment that is told of, if one is."""
    return _told.get()


@contextmanager
def telling_of(moment: datetime) -> Iterator[None]:
    """Let rows made in the block carry an earlier date: the demo world and imports, never a request.

    The ledger still says when each entry was written (`recorded_at`); only `occurred_at` is the moment told of.
    """
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def new_public_id() -> str:
    """80 random bits in 16 characters: names a row in addresses, never serves as a secret."""
    return "".join(secrets.choice(ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


Id = Annotated[int, mapped_column(BigInt, primary_key=True)]
PublicId = Annotated[str, mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=new_public_id)]


class Base(DeclarativeBase):
    """The one base of all tables."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_N_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={int: BigInt, datetime: Moment},
    )

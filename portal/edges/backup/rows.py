"""Rows of a table as lines of JSON, and back, whatever the database: moments as microseconds, bytes as base64."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, bindparam, func, insert, select, text, update

from portal.kernel.db.base import Moment, from_micros, to_micros

BATCH = 500


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Every row as a line, in the order of the keys; values in the order of the columns."""
    columns = list(table.columns)
    query = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=BATCH).execute(query):
        values = [_plain(column, value) for column, value in zip(columns, row, strict=True)]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def load(connection: Connection, table: Table, names: list[str], given: Iterable[bytes]) -> int:
    """Insert rows into an empty table; gives how many. Rows that point at rows of the same table do so afterwards."""
    columns = [table.columns[name] for name in names]
    inner = [column for column in columns if any(key.column.table is table for key in column.foreign_keys)]
    later: list[dict[str, Any]] = []
    count = 0
    for batch in _batches(given):
        rows = [_row(columns, json.loads(line)) for line in batch]
        for row in rows:
            later += [
                {"key": row["id"], "at": column.name, "to": row[column.name]} for column in inner if row[column.name]
            ]
            row.update({column.name: None for column in inner})
        connection.execute(insert(table), rows)
        count += len(rows)
    for column in inner:
        pointing = [{"key": each["key"], "to": each["to"]} for each in later if each["at"] == column.name]
        if pointing:
            point = update(table).where(table.c.id == bindparam("key")).values({column.name: bindparam("to")})
            connection.execute(point, pointing)
    return count


def count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL give new rows numbers after the highest one."""
    if connection.dialect.name == "postgresql" and "id" in table.columns:
        highest = connection.scalar(select(func.max(table.c.id)))
        place = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name})
        if highest is not None and place is not None:
            connection.execute(text("SELECT setval(CAST(:place AS regclass), :top)"), {"place": place, "top": highest})


def _batches(given: Iterable[bytes]) -> Iterator[list[bytes]]:
    source = iter(given)
    while batch := list(islice(source, BATCH)):
        yield batch


def _row(columns: list[Column[Any]], values: list[Any]) -> dict[str, Any]:
    return {column.name: _typed(column, value) for column, value in zip(columns, values, strict=True)}


def _plain(column: Column[Any], value: Any) -> Any:
    if value is not None and isinstance(column.type, Moment):
        return to_micros(value)
    if value is not None and isinstance(column.type, LargeBinary):
        return b64encode(value).decode()
    return value


def _typed(column: Column[Any], value: Any) -> Any:
    if value is not None and isinstance(column.type, Moment):
        return from_micros(value)
    if value is not None and isinstance(column.type, LargeBinary):
        return b64decode(value)
    return value

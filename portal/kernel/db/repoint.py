"""Two rows turn out to be one: whatever pointed at the second points at the first."""

from sqlalchemy import Column, Table, delete, exists, update
from sqlalchemy.orm import Session
from sqlalchemy.schema import PrimaryKeyConstraint, UniqueConstraint

from portal.kernel.db.base import Base


def repoint(session: Session, target: str, *, old: int, new: int, but: frozenset[str] = frozenset()) -> None:
    """Let every foreign key to `target` ("member.id") that holds `old` hold `new`, but for the tables named.

    Where a key allows only one row and the first has it already, the second's row goes.
    """
    session.flush()
    for table in Base.metadata.sorted_tables:
        for column in () if table.name in but else table.columns:
            if any(key.target_fullname == target for key in column.foreign_keys):
                _yield_to(session, table, column, old=old, new=new)
                session.execute(update(table).where(column == old).values({column.name: new}))
    session.expire_all()


def _yield_to(session: Session, table: Table, column: Column[int], *, old: int, new: int) -> None:
    for key in table.constraints:
        if not isinstance(key, PrimaryKeyConstraint | UniqueConstraint) or column.name not in key.columns:
            continue
        other = table.alias()
        same = [other.c[each.name] == each for each in key.columns if each.name != column.name]
        taken = exists().where(other.c[column.name] == new, *same)
        session.execute(delete(table).where(column == old, taken))

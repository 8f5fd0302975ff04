"""Triggers that hold what code might forget: entries are append-only, an audience never changes."""

from collections.abc import Iterator

from sqlalchemy import Connection, MetaData, Table, event

from portal.kernel.db import Base

APPEND_ONLY = ("entry", "entry_text")
PG_REFUSE = """
CREATE OR REPLACE FUNCTION throughline_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$ LANGUAGE plpgsql
"""


def guards(dialect: str, tables: list[str]) -> Iterator[str]:
    """The statements that make the triggers. `tables` are those with an `audience_id` that must stand for ever."""
    if dialect == "postgresql":
        yield PG_REFUSE
    for name in APPEND_ONLY:
        yield _trigger(dialect, f"{name}_no_delete", f"BEFORE DELETE ON {name}", "", f"{name} is append-only")
    yield _trigger(dialect, "entry_no_update", "BEFORE UPDATE ON entry", "", "entry is append-only")
    # The one change allowed beside the chain: words may be taken away.
    kept = "NEW.body IS NOT NULL OR NEW.entry_id <> OLD.entry_id OR NEW.salt <> OLD.salt"
    yield _trigger(dialect, "entry_text_only_erase", "BEFORE UPDATE ON entry_text", kept, "text can only be erased")
    for name in sorted(set(tables) - {"entry"}):
        moved = "NEW.audience_id <> OLD.audience_id"
        event_ = f"BEFORE UPDATE OF audience_id ON {name}"
        yield _trigger(dialect, f"{name}_keeps_audience", event_, moved, "an audience never changes")


def _trigger(dialect: str, name: str, when: str, condition: str, message: str) -> str:
    if dialect == "sqlite":
        only = f" WHEN {condition}" if condition else ""
        return f"CREATE TRIGGER {name} {when} FOR EACH ROW{only} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    only = f" WHEN ({condition})" if condition else ""
    return f"CREATE TRIGGER {name} {when} FOR EACH ROW{only} EXECUTE FUNCTION throughline_refuse('{message}')"


def guarded(metadata: MetaData) -> list[str]:
    """Tables whose rows belong to one audience for ever. Readers and cursors only point at one."""
    pointing = {"audience_reader", "reader_cursor", "due", "outbound_mail"}
    return [name for name, table in metadata.tables.items() if "audience_id" in table.c and name not in pointing]


@event.listens_for(Base.metadata, "after_create")
def _make(target: MetaData, connection: Connection, tables: list[Table], **_: object) -> None:
    """A database made from the models (in tests) has the same guards as a migrated one."""
    if any(table.name == "entry" for table in tables):
        for statement in guards(connection.dialect.name, guarded(target)):
            connection.exec_driver_sql(statement)

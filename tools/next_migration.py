"""Writes the migration of the coming release anew: from the revision before it to what the models say now.

Revisions that people already run stay as they are; only PLACE is written.
"""

import importlib.util
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from config import Testing
from portal import create_app
from portal.kernel.db import Base
from portal.kernel.ledger.guards import guarded, guards

BEFORE, REVISION, NAME = "0003", "0004", "memory"
GUARDED = "0002"  # the newest of those before that makes triggers
VERSIONS = Path("migrations/versions")
PLACE = VERSIONS / f"{REVISION}_{NAME}.py"
# A table that SQLite had to rebuild has lost its triggers, so all are made again, going up as going down.
AGAIN = '''
def guard(statements):
    """Make each trigger anew."""
    for statement in statements:
        found = re.match(r"CREATE TRIGGER (\\w+) .*? ON (\\w+) ", statement)
        if found and op.get_bind().dialect.name == "sqlite":
            op.get_bind().exec_driver_sql(f"DROP TRIGGER IF EXISTS {found[1]}")
        elif found:
            op.get_bind().exec_driver_sql(f"DROP TRIGGER IF EXISTS {found[1]} ON {found[2]}")
        op.get_bind().exec_driver_sql(statement)

'''


def main() -> int:
    """Let Alembic compare, then add the triggers as plain text: a migration imports no models."""
    PLACE.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        _flask(folder, "upgrade", BEFORE)
        _flask(folder, "migrate", "--rev-id", REVISION, "-m", NAME)
    if not PLACE.exists():
        print("The models say nothing new.")
        return 0
    PLACE.write_text(_finished(PLACE.read_text()))
    print(PLACE)
    return 0


def _finished(text: str) -> str:
    text = text.replace("portal.kernel.db.base.Moment()", "sa.BigInteger()")
    text = re.sub(r"sa\.BigInteger\(\)\.with_variant\(sa\.Integer\(\), 'sqlite'\)", "BIG", text)
    # Alembic compares on SQLite and writes its booleans down; PostgreSQL wants its own.
    text = re.sub(r"(sa\.Boolean\(\), server_default=)sa\.text\('([01])'\)", _truth, text)
    text = text.replace("import sqlalchemy as sa\n", "import re\n\nimport sqlalchemy as sa\n", 1)
    constants = (
        f"BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')\nGUARDS = {_guards()!r}\nBEFORE = {_before()!r}"
    )
    head, tail = text.replace("depends_on = None\n", f"depends_on = None\n\n{constants}\n\n{AGAIN}", 1).split(
        "\ndef downgrade", 1
    )
    up, down = "    guard(GUARDS[op.get_bind().dialect.name])\n", "    guard(BEFORE[op.get_bind().dialect.name])\n"
    return f"{head.rstrip()}\n{up}\n\ndef downgrade{tail.rstrip()}\n{down}"


def _truth(found: re.Match[str]) -> str:
    return found[1] + ("sa.true()" if found[2] == "1" else "sa.false()")


def _guards() -> dict[str, list[str]]:
    create_app(Testing())
    names = guarded(Base.metadata)
    return {dialect: list(guards(dialect, names)) for dialect in ("sqlite", "postgresql")}


def _before() -> dict[str, list[str]]:
    found = importlib.util.spec_from_file_location("before", next(VERSIONS.glob(f"{GUARDED}_*.py")))
    if found is None or found.loader is None:
        raise FileNotFoundError(GUARDED)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    listed: dict[str, list[str]] = module.GUARDS
    return listed


def _flask(folder: str, *words: str) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", *words]
    environment = {"DATA_DIR": folder, "PATH": "/usr/bin:/bin", "PYTHONPATH": "."}
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr[-2000:])


if __name__ == "__main__":
    sys.exit(main())

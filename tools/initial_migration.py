"""Writes migrations/versions/0001_initial.py anew from the models, while nothing has been released."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from config import Testing
from portal import create_app
from portal.kernel.db import Base
from portal.kernel.ledger.guards import guarded, guards

PLACE = Path("migrations/versions/0001_initial.py")
TRIGGERS = """
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)
"""


def main() -> int:
    """Let Alembic write it, then add the triggers as plain text: a migration imports no models."""
    PLACE.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "migrate", "--rev-id", "0001", "-m", "initial"]
        environment = {"DATA_DIR": folder, "PATH": "/usr/bin:/bin", "PYTHONPATH": "."}
        subprocess.run(command, check=True, env=environment, capture_output=True)
    text = PLACE.read_text()
    text = text.replace("portal.kernel.db.base.Moment()", "sa.BigInteger()")
    text = re.sub(r"sa\.BigInteger\(\)\.with_variant\(sa\.Integer\(\), 'sqlite'\)", "BIG", text)
    create_app(Testing())
    names = guarded(Base.metadata)
    listed = {dialect: list(guards(dialect, names)) for dialect in ("sqlite", "postgresql")}
    constants = "BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')\nGUARDS = " + repr(listed)
    text = text.replace("depends_on = None\n", f"depends_on = None\n\n{constants}\n", 1)
    head, tail = text.split("\ndef downgrade", 1)
    PLACE.write_text(head.rstrip() + "\n" + TRIGGERS + "\n\ndef downgrade" + tail)
    print(PLACE)
    return 0


if __name__ == "__main__":
    sys.exit(main())

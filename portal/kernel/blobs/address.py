"""Where a store is, in words: nothing (the data folder), a folder, or `s3://bucket/prefix?endpoint=…&region=…`."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from obstore.store import S3Store

from portal.kernel.blobs.local import LocalBlobs
from portal.kernel.blobs.s3 import S3Blobs
from portal.kernel.blobs.store import BlobStore

if TYPE_CHECKING:  # these exist only in its stubs
    from obstore.store import ClientConfig, RetryConfig, S3Config

BUCKET = "s3"
KNOWN = frozenset({"endpoint", "region"})
REGION = "us-east-1"  # what most stores other than Amazon's call theirs
# A page waits for the bucket: it must hear soon that there is none.
RETRY: "RetryConfig" = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
CONNECT, ANSWER = timedelta(seconds=5), timedelta(seconds=60)  # the longest a part of PART bytes may take


def check(url: str) -> None:
    """Raises ValueError, with what is wrong about it, for an address that leads to no store."""
    parts = urlsplit(url)
    if parts.scheme == BUCKET:
        unknown = sorted({name for name, _value in parse_qsl(parts.query)} - KNOWN)
        if not parts.netloc or "@" in parts.netloc or unknown:
            raise ValueError(f"BLOBS_URL must be like s3://bucket/prefix?endpoint=https://…&region=…, not {url!r}")
    elif parts.scheme or (url and not url.startswith("/")):
        raise ValueError(f"BLOBS_URL must be empty, a folder (/srv/files) or an S3 bucket (s3://…), not {url!r}")


def store_at(url: str, data: Path, *, shared: bool = False) -> BlobStore:
    """The store at an address; `data` is the data folder. Keys for a bucket are found in the environment (AWS_…).

    Files in a folder can be read by its group if they are `shared`.
    """
    check(url)
    if not url.startswith(f"{BUCKET}:"):
        return LocalBlobs(Path(url) if url else data / "blobs", shared=shared)
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query))
    client: ClientConfig = {"connect_timeout": CONNECT, "timeout": ANSWER}
    if given.get("endpoint", "").startswith("http://"):
        client["allow_http"] = True
    config: S3Config = {"region": given.get("region", REGION), "checksum_algorithm": "SHA256"}
    if "endpoint" in given:
        config["endpoint"] = given["endpoint"]
    prefix = parts.path.strip("/") or None
    store = S3Store(parts.netloc, prefix=prefix, config=config, client_options=client, retry_config=RETRY)
    return S3Blobs(store, data / "incoming")

"""The bytes of files: proving that they are what they were, and bringing them into another store."""

from datetime import timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from portal.edges.cli.common import progress, say_json
from portal.features.library.scrub import Blob, look, note, referred
from portal.kernel.blobs import BlobStore, bring, store_at
from portal.kernel.blobs import blobs as here
from portal.kernel.db import clock, db, write

blobs = AppGroup("blobs", help="The bytes of files.")


@blobs.command("verify")
@click.option("--json", "as_json", is_flag=True, help="One object with counts, for scripts.")
def verify(*, as_json: bool) -> None:
    """Read all bytes and compare them with their hash. Status 1 if some that files need are missing or changed."""
    store = here()
    needed = {(key, sha256): size for _place, key, sha256, size in db.session.execute(referred())}
    db.session.rollback()
    unused = [blob for blob in _all(store) if blob not in needed]
    found: dict[Blob, str] = {}
    with progress("Bytes", in_bytes=True) as tell:
        done, total = 0, sum(needed.values())
        for blob, size in needed.items():
            found[blob] = look(store, *blob)
            done += size
            tell(done, total)
    with write():
        note(found)
    faults = [{"workspace": key, "sha256": sha256, "what": what} for (key, sha256), what in found.items() if what]
    said = {"blobs": len(found), "bytes": total, "unused": len(unused), "faults": faults}
    counts = {word: sum(each["what"] == word for each in faults) for word in ("missing", "changed")}
    if as_json:
        say_json(said | counts)
    else:
        for each in faults:
            click.echo("{workspace}/{sha256}: {what}".format(**each), err=True)
        click.echo(
            f"{len(found)} blobs of {total / 1e6:.1f} MB: {counts['missing']} missing, {counts['changed']} changed; "
            f"{len(unused)} more that no file needs."
        )
    if faults:
        raise SystemExit(1)


@blobs.command("move")
@click.option("--to", "target", required=True, help="The new BLOBS_URL: s3://…, a folder, or '' for the data folder.")
@click.option("--from", "source", default=None, help="Another place than the one BLOBS_URL names now.")
@click.option("--json", "as_json", is_flag=True, help="One object with counts, for scripts.")
def move(target: str, source: str | None, *, as_json: bool) -> None:
    """Copy all bytes into another store. Run it again after an interruption, and once more after the switch."""
    old, new = here() if source is None else _store(source), _store(target)
    every = sorted(_all(old))
    with progress("Blobs") as tell:
        moved = bring(old, new, every, lambda done: tell(done, len(every)))
    said = {"copied": moved.copied, "already_there": moved.known, "bytes": moved.bytes}
    spoiled = [f"{key}/{sha256}" for key, sha256 in moved.spoiled]
    if as_json:
        say_json(said | {"spoiled": spoiled})
    else:
        for each in spoiled:
            click.echo(f"{each}: its bytes are not what its hash says; it was not copied", err=True)
        click.echo(f"{moved.copied} copied, {moved.known} were there already, {moved.bytes / 1e6:.1f} MB in all.")
        click.echo(_what_now(target, source))
    if spoiled:
        raise SystemExit(1)


def _what_now(target: str, source: str | None) -> str:
    now = current_app.config["BLOBS_URL"]
    if now == target:
        return "BLOBS_URL names the new place already. The old one can be deleted once `flask blobs verify` is content."
    again = f"flask --app wsgi blobs move --from {source or now or repr('')} --to {target or repr('')}"
    return (
        f"Nothing was switched. Set BLOBS_URL={target} and start the portal again; then bring what came meanwhile:\n"
        f"  {again}"
    )


def _store(url: str) -> BlobStore:
    try:
        return store_at(url, current_app.config["DATA_DIR"])
    except ValueError as wrong:
        raise click.ClickException(str(wrong).replace("BLOBS_URL", "The address")) from wrong


def _all(store: BlobStore) -> list[Blob]:
    return list(store.written_before(clock() + timedelta(days=1)))

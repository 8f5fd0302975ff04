"""Whether everything the portal needs is there and well: one line each, and a status a script can read."""

import platform
import shutil
import smtplib
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from config import DEFAULT_SECRET
from portal.edges.cli.common import say_json
from portal.edges.cli.migrate import FOLDER
from portal.edges.cli.serving import is_serving
from portal.features.library import checking, clamd
from portal.features.library.extraction.run import extract
from portal.features.library.models import ScrubMark, TextState
from portal.features.library.scrub import CHANGED, MISSING, fault_counts
from portal.kernel.access import Audience
from portal.kernel.blobs import StoreFailed, blobs
from portal.kernel.box import Wall, office_program, wall
from portal.kernel.db import clock, db
from portal.kernel.jobs import Job, JobState
from portal.kernel.ledger import Due, ReaderCursor
from portal.readers.search.contract import Missing
from portal.readers.search.engine import search_index

LITTLE, SCARCE = 2 * 1024**3, 200 * 1024**2  # bytes left on the disk: worth saying, too little
LATE = timedelta(minutes=5)  # work that waits longer than this is not being done
Answer = tuple[str, str]  # `ok`, `warning` or `wrong`, and a sentence


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is (`ok`, `warning`, `wrong`), and a sentence."""

    what: str
    state: str
    says: str


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One object, for scripts.")
@with_appcontext
def doctor(*, as_json: bool) -> None:
    """Check configuration, versions, disk, database, index, queue, mail and parser. Status 1 if something is wrong."""
    findings = [_look(what, check) for what, check in CHECKS.items()]
    wrong = any(each.state == "wrong" for each in findings)
    if as_json:
        say_json({"ok": not wrong, "checks": [asdict(each) for each in findings]})
    else:
        for each in findings:
            click.echo(f"{each.state:<8} {each.what:<14} {each.says}")
    if wrong:
        raise SystemExit(1)


def _look(what: str, check: Callable[[], Answer]) -> Finding:
    try:
        return Finding(what, *check())
    except DBAPIError as error:
        db.session.rollback()
        return Finding(what, "wrong", f"The database says: {str(error.orig).splitlines()[0]}")
    except OSError as error:
        return Finding(what, "wrong", f"{error.filename or 'The system'}: {error.strerror or error}")


def _configuration() -> Answer:
    config = current_app.config
    if not config["PRODUCTION"]:
        return "warning", "development: mail is shown on a page, and the demo world may be loaded"
    if config["SECRET_KEY"] == DEFAULT_SECRET:
        return "wrong", "SECRET_KEY is the default one"
    if not config["PUBLIC_URL"].startswith("https://"):
        return "warning", f"PUBLIC_URL is {config['PUBLIC_URL']}: without https, sessions travel in the clear"
    return "ok", f"production, {config['PUBLIC_URL']}, {config['TRUSTED_PROXIES']} trusted proxies"


def _versions() -> Answer:
    dialect = db.engine.dialect.name
    database = f"SQLite {sqlite3.sqlite_version}" if dialect == "sqlite" else "PostgreSQL"
    return "ok", f"Python {platform.python_version()}, {database}"


def _disk() -> Answer:
    left = shutil.disk_usage(current_app.config["DATA_DIR"]).free
    state = "wrong" if left < SCARCE else "warning" if left < LITTLE else "ok"
    return state, f"{left / 1e9:.1f} GB free under {current_app.config['DATA_DIR']}"


def _writing() -> Answer:
    with tempfile.TemporaryFile(dir=current_app.config["DATA_DIR"]):
        return "ok", f"{current_app.config['DATA_DIR']} can be written to"


def _database() -> Answer:
    with db.engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    newest = ScriptDirectory(str(FOLDER)).get_current_head()
    if here is None:
        return "wrong", "there is no database yet: flask --app wsgi setup"
    if here != newest:
        return "wrong", f"the database is at {here}, the program at {newest}: flask --app wsgi setup"
    return "ok", f"at revision {here}"


def _front_end() -> Answer:
    built = current_app.extensions["throughline.assets"]
    return ("ok", f"{len(built)} styles and scripts") if built else ("wrong", "nothing is built: make build")


def _index() -> Answer:
    """How far search is behind the ledger. No index yet is no fault: the worker makes it."""
    waiting = db.session.scalar(select(func.count()).select_from(Due).where(Due.reader == "search")) or 0
    read = db.session.scalar(select(func.sum(ReaderCursor.seq)).where(ReaderCursor.reader == "search")) or 0
    try:
        search_index().name()
    except Missing:
        return "warning", "there is none yet; the worker makes it"
    return "ok", f"{read} entries read, news in {waiting} audiences waits"


def _files() -> Answer:
    """Whether the store of bytes answers, and what the nightly look at them found."""
    url = current_app.config["BLOBS_URL"]
    where = f"in {url.partition('?')[0]}" if url else "in the data folder"
    try:
        blobs().size("doctor", "0" * 64)
    except StoreFailed as error:
        return "wrong", f"{where}: {error}"
    except FileNotFoundError:
        pass  # it answers
    faults = fault_counts()
    if faults:
        said = f"{faults[MISSING]} missing, {faults[CHANGED]} changed"
        return "wrong", f"{where}: {said}: bring them back from a backup (flask blobs verify lists them)"
    mark = db.session.get(ScrubMark, 1)
    if mark is None or mark.round_ended_at is None:
        return "ok", f"{where}; not yet read through once (flask blobs verify does it now)"
    return "ok", f"{where}; all were what they should be, last read through on {mark.round_ended_at:%d %b %Y}"


def _scanner() -> Answer:
    """Whether the virus scanner answers, and what waits for it."""
    address, (waiting, too_large) = current_app.config["CLAMD"], checking.waiting()
    if not address:
        return "warning", "CLAMD is not set: new files are not looked through for viruses"
    try:
        said = clamd.version(address)
    except clamd.NoScanner as error:
        return "wrong", f"{error}; {waiting} files wait for the virus check, and nobody can open them"
    if too_large:
        return "wrong", f"{too_large} files are larger than it takes: raise its limits, see README"
    return "ok", f"{said} answers; {waiting} files wait for the virus check"


def _queue() -> Answer:
    counts = {row[0]: row[1] for row in db.session.execute(select(Job.state, func.count()).group_by(Job.state))}
    oldest = db.session.scalar(select(func.min(Job.run_at)).where(Job.state == JobState.READY))
    dead = counts.get(JobState.DEAD, 0)
    said = f"{counts.get(JobState.READY, 0)} waiting, {counts.get(JobState.RUNNING, 0)} running, {dead} failed for good"
    if oldest is not None and clock() - oldest > LATE and is_serving(current_app.config["DATA_DIR"]):
        return "wrong", f"{said}; the oldest waits since {oldest:%d %b %H:%M} UTC: is the worker running?"
    return ("warning" if dead else "ok"), said


def _ledger() -> Answer:
    heads = select(func.count(), func.sum(Audience.head_seq)).select_from(Audience)
    chains, entries = db.session.execute(heads).one()
    return "ok", f"{entries or 0} entries in {chains} chains (flask ledger verify proves them)"


def _mail() -> Answer:
    config = current_app.config
    if not config["SMTP_HOST"]:
        return "warning", "SMTP_HOST is not set: no mail leaves"
    kind = smtplib.SMTP_SSL if config["SMTP_SECURITY"] == "tls" else smtplib.SMTP
    try:
        with kind(config["SMTP_HOST"], config["SMTP_PORT"], timeout=min(config["SMTP_TIMEOUT"], 10.0)) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return "wrong", f"{config['SMTP_HOST']}:{config['SMTP_PORT']} does not answer: {error}"
    return "ok", f"{config['SMTP_HOST']}:{config['SMTP_PORT']} answers"


def _parser() -> Answer:
    """Let the child read a line, in the box it always runs in."""
    if wall() is Wall.NONE:
        return "wrong", "no box can be made: nothing is previewed or read. Install bubblewrap, or allow user namespaces"
    found = extract([b"well"], media_type="text/plain", size=4)
    if found.state != TextState.READ:
        return "wrong", f"the child that reads files cannot: {found.reason or found.state}"
    return "ok", f"reads, in a box made with {wall()}"


def _office() -> Answer:
    """Optional: without it, office files are shown in a simpler way."""
    if office_program() is None:
        return "ok", "LibreOffice is not installed: office files are shown as text, tables and pictures, not as pages"
    return "ok", "LibreOffice makes pages of office files"


CHECKS: dict[str, Callable[[], Answer]] = {
    "configuration": _configuration,
    "versions": _versions,
    "disk": _disk,
    "writing": _writing,
    "database": _database,
    "front end": _front_end,
    "files": _files,
    "ledger": _ledger,
    "index": _index,
    "virus scanner": _scanner,
    "queue": _queue,
    "mail": _mail,
    "parser": _parser,
    "office": _office,
}

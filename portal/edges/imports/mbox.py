"""A mail archive into threads: once, in the order it was written, in short transactions.

First the heads are read and sorted into threads, then each mail is taken apart, rendered and its attachments put on
the disk; only then does a short `write()` file a handful of them. A run that was interrupted goes on where it ended.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path

from flask import current_app

from portal.edges.imports.archive import LARGEST, Archive, NotAnArchive, Place
from portal.edges.imports.filing import Filer, Letter
from portal.edges.imports.headings import Malformed, digest_of, heading_of, title_of
from portal.edges.imports.parts import inside_of
from portal.edges.imports.plan import Plan, Planned
from portal.features.discussions.importing import imported
from portal.features.library.store import Content, keep
from portal.features.workspaces.models import Member, Workspace
from portal.kernel.access import Audience
from portal.kernel.blobs import TooLarge
from portal.kernel.db import db
from portal.kernel.text import render_mail

Progress = Callable[[int, int], None]
MOST_HELD = 0.025  # seconds the write lock is held at a time, aimed at
NO_WORDS = "\u2014"


@dataclass(slots=True)
class MailCounts:
    """What an import found and added. `malformed` gives number and reason of each message left out."""

    messages: int = 0
    threads: int = 0
    posts: int = 0
    people: int = 0
    companies: int = 0
    attachments: int = 0
    signatures: int = 0  # of machines, set aside
    already_there: int = 0
    malformed: list[tuple[int, str]] = field(default_factory=list)
    longest_write: float = 0.0  # seconds


def import_mbox(
    path: Path, *, workspace: Workspace, member: Member, audience: Audience, progress: Progress
) -> MailCounts:
    """File every mail of an archive. `member` signs the import; `progress` is told how many of how many are done."""
    counts = MailCounts()
    folder = path.name.removesuffix(".gz").removesuffix(".mbox") or path.name
    filer = Filer(workspace, member, audience, folder, counts)
    with Archive(path, current_app.config["DATA_DIR"]) as archive:
        plan = _planned(archive, counts)
        if not counts.messages:
            raise NotAnArchive(archive.broken or "There is no mail in this file.")
        filer.know(plan)
        _file(archive, plan, filer, counts, progress)
        if archive.broken:
            counts.malformed.append((counts.messages + 1, archive.broken))
    counts.malformed.sort()
    return counts


def _planned(archive: Archive, counts: MailCounts) -> Plan:
    """Read every head."""
    plan, parser = Plan(), BytesHeaderParser()
    for place in archive.places():
        counts.messages += 1
        try:
            data = _whole(archive, place)
            if not plan.add(place, heading_of(parser.parsebytes(data), place.envelope), digest_of(data)):
                counts.already_there += 1
        except Malformed as error:
            counts.malformed.append((place.number, str(error)))
        except (MessageError, ValueError, LookupError, RecursionError) as error:
            counts.malformed.append((place.number, f"its header cannot be read ({type(error).__name__})"))
    return plan


def _whole(archive: Archive, place: Place) -> bytes:
    if place.size > LARGEST:
        raise Malformed(f"it is larger than {LARGEST // 1024**2} MB")
    return archive.read(place)


def _file(archive: Archive, plan: Plan, filer: Filer, counts: MailCounts, progress: Progress) -> None:
    """Prepare and file, a few at a time: as many as keep the write lock short."""
    size, batch = 8, []
    planned = plan.in_order()
    for done, letter in enumerate(_letters(archive, planned, plan, filer, counts), start=1):
        if letter is not None:
            batch.append(letter)
        if batch and (sum(_weight(each, filer) for each in batch) >= size or done == len(planned)):
            size = _write(filer, batch, size, counts)
            batch = []
        progress(done, len(planned))


def _write(filer: Filer, batch: list[Letter], size: int, counts: MailCounts) -> int:
    """File a batch; gives the size of the next one."""
    began = time.monotonic()
    filer.file(batch)
    held = time.monotonic() - began
    counts.longest_write = max(counts.longest_write, held)
    return max(1, min(40, size // 2 if held > MOST_HELD else size + 1))


def _weight(letter: Letter, filer: Filer) -> int:
    """A mail with attachments, very many words or a new writer takes longer to store."""
    return 1 + 3 * len(letter.contents) + len(letter.body) // 20_000 + (0 if filer.has_met(letter) else 2)


def _letters(
    archive: Archive, planned: list[Planned], plan: Plan, filer: Filer, counts: MailCounts
) -> Iterator[Letter | None]:
    """Each mail ready to be filed; None for one that is there already or cannot be read."""
    known = _known(filer, [each.key for each in planned])
    parser = BytesParser()
    for each in planned:
        if filer.key(each.key) in known:
            counts.already_there += 1
            yield None
            continue
        try:
            mail = parser.parsebytes(archive.read(each.place))
            yield _letter(mail, each, plan.root(each.node), filer, counts)
        except Malformed as error:
            counts.malformed.append((each.place.number, str(error)))
            yield None
        except (MessageError, ValueError, LookupError, RecursionError, TooLarge) as error:
            counts.malformed.append((each.place.number, f"it cannot be read ({type(error).__name__})"))
            yield None


def _letter(mail: Message, each: Planned, root: int, filer: Filer, counts: MailCounts) -> Letter:
    heading, inside = heading_of(mail, each.place.envelope), inside_of(mail)
    contents = [_kept(filer.workspace_key, attached.name, attached.data) for attached in inside.attached]
    counts.signatures += inside.signatures
    body = inside.body or NO_WORDS
    return Letter(
        key=filer.key(each.key),
        thread=root,
        title=title_of(heading.subject) or heading.subject,
        author=heading.author,
        at=each.at,
        body=body,
        html=render_mail(body),
        contents=contents,
    )


def _kept(workspace_key: str, name: str, data: bytes) -> Content:
    return keep(workspace_key, name, [data], limit=current_app.config["MAX_FILE_BYTES"])


def _known(filer: Filer, keys: list[str]) -> set[str]:
    """The keys of mails that are there already."""
    found: set[str] = set()
    for begin in range(0, len(keys), 400):
        found |= imported(filer.workspace_id, [filer.key(key) for key in keys[begin : begin + 400]]).keys()
    db.session.rollback()
    return found

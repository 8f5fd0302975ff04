"""From received to available or refused, with a real scanner: what waits or is ill is for nobody to open or find."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.edges.cli.doctor import CHECKS
from portal.features.library import checking
from portal.features.library.models import File, FileState, FileVersion, PageText, TextState
from portal.features.library.services import add_version, copy_file, file_away
from portal.features.library.store import keep
from portal.features.library.versions import restore_version
from portal.features.workspaces.services import remove_member
from portal.kernel.blobs import blobs
from portal.kernel.db import db, now, write
from portal.kernel.jobs import Job, JobState
from portal.kernel.ledger import Entry
from portal.kernel.mail import OutboundMail
from portal.kernel.web import Refused
from portal.readers.search import documents
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_of, place
from tests.servers import ILL, LARGEST, Scanner, free_port

Both = tuple[Flask, Cast]
Work = Callable[[], int]


@pytest.fixture
def scanned(app: Flask, clamd: Scanner) -> None:
    """The portal asks the scanner."""
    app.config["CLAMD"] = clamd.path


def add(cast: Cast, data: bytes, *, who: str = "priya", audience: str = "everyone") -> File:
    content = keep(cast.workspace().public_id, "plan.txt", [data], limit=len(data))
    with write():
        file = file_away(member=cast.member(who), audience=cast.audience(audience), folder=None, content=content)
    return kept(file)


def kept(file: File) -> File:
    """The file as the worker leaves it to the test: whole, and of no session."""
    db.session.refresh(file)
    db.session.expunge(file)
    return file


def latest(file: File) -> FileVersion:
    db.session.rollback()
    query = select(FileVersion).where(FileVersion.file_id == file.id).order_by(FileVersion.number.desc())
    return db.session.scalars(query.limit(1)).one()


def told(file: File) -> list[str]:
    checked = select(Entry.payload).where(Entry.kind == "file.checked", Entry.subject == file.public_id)
    return list(db.session.scalars(checked.order_by(Entry.seq)))


def test_until_it_was_checked_nobody_opens_it(scanned: None, sign_in: SignIn, put: Put, cast: Cast, work: Work) -> None:
    priya = sign_in("priya")
    answer = put(priya, "plan.txt", b"good words")
    file = kept(file_of(answer))
    assert answer.json is not None
    assert answer.json["files"][0]["state"] == "received"
    page = place(cast, f"/{file.public_id}")
    assert "Waiting for the virus check" in priya.get(page).text
    assert "once it has passed the virus check" in priya.get(page).text
    assert "Waiting for the virus check" in priya.get(place(cast)).text
    for who in ("priya", "maya"):
        assert sign_in(who).get(f"{page}/versions/1/download").status_code == 403
    work()
    assert sign_in("maya").get(f"{page}/versions/1/download").data == b"good words"
    assert "virus" not in priya.get(page).text
    assert latest(file).text_state == TextState.READ


def test_what_is_ill_is_its_uploaders_to_know_and_nobodys_to_have(
    scanned: None, sign_in: SignIn, put: Put, cast: Cast, work: Work
) -> None:
    priya, maya = sign_in("priya"), sign_in("maya")
    file = kept(file_of(put(priya, "ill-plan.txt", ILL)))
    page = place(cast, f"/{file.public_id}")
    assert maya.get(page).status_code == 200  # it waits, and everybody may know
    work()
    assert "known virus (Throughline.Test" in priya.get(page).text
    assert "ill-plan.txt" in priya.get(place(cast)).text
    assert priya.get(f"{page}/versions/1/download").status_code == 403
    assert maya.get(page).status_code == 404
    assert maya.get(f"{page}/versions/1/download").status_code == 404
    assert "ill-plan.txt" not in maya.get(place(cast)).text
    timeline = maya.get(f"/w/{cast.workspace().public_id}/timeline")
    assert timeline.status_code == 200
    assert file.public_id not in timeline.text
    assert "ill-plan.txt" not in timeline.text
    assert "ill-plan.txt" in priya.get(f"/w/{cast.workspace().public_id}/timeline").text
    everyone = {"audience": cast.audience().public_id, "sure": cast.audience().public_id}
    assert priya.post(f"{page}/copy", data=everyone).status_code == 422
    assert db.session.scalars(select(PageText)).first() is None
    mail = db.session.scalars(select(OutboundMail).where(OutboundMail.purpose == "notice")).one()
    assert mail.to_address == "priya@acme.example"
    assert "ill-plan.txt was refused" in mail.subject


def test_names_of_the_teams_files_are_not_mailed(scanned: None, cast: Cast, work: Work) -> None:
    add(cast, ILL, who="maya", audience="team")
    work()
    mail = db.session.scalars(select(OutboundMail).where(OutboundMail.purpose == "notice")).one()
    assert "plan.txt" not in f"{mail.subject}{mail.detail}"


def test_whoever_is_told_by_mail_still_reads_the_file_and_learns_no_new_name(
    scanned: None, cast: Cast, work: Work
) -> None:
    file = add(cast, ILL)
    with write() as session:
        session.get_one(File, file.id).name = "Offer to somebody else.txt"
    work()
    mails = select(OutboundMail).where(OutboundMail.purpose == "notice")
    mail = db.session.scalars(mails).one()
    assert mail.subject == "plan.txt was refused"
    assert "somebody else" not in f"{mail.detail}"
    add(cast, ILL)
    with write():
        remove_member(by=cast.member("maya"), member=cast.member("priya"))
    work()
    assert len(db.session.scalars(mails).all()) == 1


def test_a_silent_scanner_opens_nothing_and_is_asked_for_as_long_as_it_takes(
    app: Flask, sign_in: SignIn, cast: Cast, work: Work, clamd: Scanner
) -> None:
    app.config["CLAMD"] = f"127.0.0.1:{free_port()}"
    file = add(cast, b"good words")
    for hour in range(12):  # more often than any job is tried
        with time_machine.travel(now() + timedelta(hours=hour), tick=True):
            work()
    assert latest(file).state == FileState.RECEIVED
    assert "the scanner does not answer" in sign_in("priya").get(place(cast, f"/{file.public_id}")).text
    assert CHECKS["virus scanner"]()[0] == "wrong"
    assert "1 files wait for the virus check" in CHECKS["virus scanner"]()[1]
    assert db.session.scalars(select(Job).where(Job.state == JobState.DEAD)).all() == []
    app.config["CLAMD"] = clamd.path
    with time_machine.travel(now() + timedelta(hours=13), tick=True):
        work()
    assert latest(file).state == FileState.AVAILABLE
    assert CHECKS["virus scanner"]()[0] == "ok"


def test_what_the_scanner_does_not_take_waits_and_says_so(scanned: None, sign_in: SignIn, cast: Cast) -> None:
    file = add(cast, bytes(3 * LARGEST))
    checking.check(latest(file).public_id)
    assert latest(file).state == FileState.RECEIVED
    assert "takes no files of this size" in sign_in("priya").get(place(cast, f"/{file.public_id}")).text
    assert "larger than it takes" in CHECKS["virus scanner"]()[1]


def test_an_ill_version_leaves_the_good_one_before_it(scanned: None, sign_in: SignIn, cast: Cast, work: Work) -> None:
    file = add(cast, b"good words")
    work()
    content = keep(cast.workspace().public_id, "plan.txt", [ILL], limit=100)
    with write():
        add_version(by=cast.actor("priya"), file=db.session.get_one(File, file.id), content=content)
    work()
    maya, page = sign_in("maya"), place(cast, f"/{file.public_id}")
    assert maya.get(page).status_code == 200
    assert maya.get(f"{page}/versions/1/download").data == b"good words"
    assert maya.get(f"{page}/versions/2/download").status_code == 403
    with write():
        again = restore_version(by=cast.actor("priya"), file=db.session.get_one(File, file.id), number=1)
    assert again.state == FileState.AVAILABLE  # these bytes were checked
    with write(), pytest.raises(Refused):
        restore_version(by=cast.actor("priya"), file=db.session.get_one(File, file.id), number=2)


def test_a_good_version_on_an_ill_one_shows_the_file_again(scanned: None, cast: Cast, work: Work) -> None:
    file = add(cast, ILL)
    work()
    everybody = File.visible_to(cast.actor("maya")).where(File.id == file.id)
    assert db.session.scalars(everybody).first() is None
    content = keep(cast.workspace().public_id, "plan.txt", [b"good words"], limit=100)
    with write():
        add_version(by=cast.actor("priya"), file=db.session.get_one(File, file.id), content=content)
    work()
    assert db.session.scalars(everybody).first() is not None


def test_without_a_scanner_any_more_what_waited_goes_on(app: Flask, scanned: None, cast: Cast, work: Work) -> None:
    file = add(cast, b"good words")
    app.config["CLAMD"] = ""
    work()
    assert latest(file).state == FileState.AVAILABLE


def test_bytes_that_are_gone_are_refused(scanned: None, cast: Cast, work: Work) -> None:
    file = add(cast, b"good words")
    blobs().delete(cast.workspace().public_id, latest(file).sha256)
    work()
    assert (latest(file).state, latest(file).reason) == (FileState.REFUSED, "missing")


def test_on_both_databases(both: Both, clamd: Scanner) -> None:
    app, cast = both
    app.config["CLAMD"] = clamd.path
    good, ill = add(cast, b"good words"), add(cast, ILL)
    assert checking.waiting() == (2, 0)
    for file in (good, ill):
        with write(), pytest.raises(Refused):
            copy_file(
                by=cast.actor("maya"), file=db.session.get_one(File, file.id), audience=cast.audience(), folder=None
            )
        checking.check(latest(file).public_id)
        checking.check(latest(file).public_id)  # twice is once
    assert (latest(good).state, latest(ill).state) == (FileState.AVAILABLE, FileState.REFUSED)
    assert [len(told(file)) for file in (good, ill)] == [1, 1]
    for who, seen in (("priya", {good.id, ill.id}), ("maya", {good.id}), ("emily", {good.id})):
        assert {file.id for file in db.session.scalars(File.visible_to(cast.actor(who)))} == seen
    assert [found.facts.id for found in documents.files([good.id, ill.id])] == [good.id]

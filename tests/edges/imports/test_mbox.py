import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.edges.imports.archive import NotAnArchive
from portal.edges.imports.mbox import MailCounts, import_mbox
from portal.features.discussions.models import Attachment, Post, ReadMark, Thread
from portal.features.discussions.queries import unread_by_workspace
from portal.features.identity.models import Address, Company, Person, PersonState
from portal.features.library.models import File, FileVersion, Folder, PageText, TextState
from portal.features.library.reading import read_words
from portal.features.workspaces.models import Member, MemberState
from portal.features.workspaces.queries import readers_of
from portal.kernel.access import AudienceReader
from portal.kernel.db import db
from portal.kernel.ledger import Due, Entry, verify
from portal.kernel.mail import OutboundMail
from tests.cast import Cast
from tests.edges.imports.mails import LINE, mail, multipart, write_mbox

BASE = {"from": "Ben Ito <ben@ropeworks.example>"}
ANSWER = {"message_id": "<second@ropeworks.example>", "in_reply_to": "<first@mill.example>", "subject": "Re: Belts"}


def run(cast: Cast, path: Path, audience: str = "team") -> MailCounts:
    return import_mbox(
        path,
        workspace=cast.workspace(),
        member=cast.member("maya"),
        audience=cast.audience(audience),
        progress=lambda _done, _of: None,
    )


def posts(title: str) -> Sequence[Post]:
    query = select(Post).join(Thread, Thread.id == Post.thread_id).where(Thread.given_title == title)
    return db.session.scalars(query.order_by(Post.number)).all()


def entries(kind: str) -> Sequence[Entry]:
    return db.session.scalars(select(Entry).where(Entry.kind == kind).order_by(Entry.id)).all()


def test_an_answer_stands_below_what_it_answers(both: tuple[Flask, Cast], tmp_path: Path) -> None:
    _app, cast = both
    answer = mail("Answer.", date="Mon, 29 Apr 2019 07:00:00 +0000", **BASE, **ANSWER)  # its clock is behind
    counts = run(cast, write_mbox(tmp_path / "a.mbox.gz", answer, mail("Question.")))
    assert (counts.messages, counts.threads, counts.posts, counts.people, counts.malformed) == (2, 1, 2, 2, [])
    first, second = posts("Belts")
    assert (first.body, second.body, first.number, second.number) == ("Question.", "Answer.", 1, 2)
    assert (first.author.person.name, first.author.company.name) == ("Ada Moss", "Mill")
    assert second.author.company.name == "Ropeworks"
    assert second.created_at == datetime(2019, 4, 29, 7, tzinfo=UTC)
    assert first.thread.last_post_at == first.created_at == datetime(2019, 4, 29, 8, tzinfo=UTC)
    assert [entry.occurred_at for entry in entries("post.imported")] == [first.created_at, second.created_at]
    assert entries("post.created") == entries("file.uploaded") == []
    assert verify(db.session()).findings == []


def test_twice_adds_nothing_and_a_longer_archive_goes_on(app: Flask, cast: Cast, tmp_path: Path) -> None:
    run(cast, write_mbox(tmp_path / "a.mbox", mail()))
    written = db.session.scalar(select(func.count(Entry.id)))
    again = run(cast, tmp_path / "a.mbox")
    assert (again.already_there, again.posts, again.threads, again.people) == (1, 0, 0, 0)
    assert db.session.scalar(select(func.count(Entry.id))) == written
    longer = run(cast, write_mbox(tmp_path / "b.mbox", mail(), mail("More.", **BASE, **ANSWER)))
    assert (longer.already_there, longer.posts, longer.threads) == (1, 1, 0)
    assert [post.body for post in posts("Belts")] == ["Words.", "More."]


def test_an_answer_in_a_later_archive_finds_its_thread(app: Flask, cast: Cast, tmp_path: Path) -> None:
    run(cast, write_mbox(tmp_path / "a.mbox", mail()))
    run(cast, write_mbox(tmp_path / "b.mbox", mail("More.", **BASE, **ANSWER)))
    assert [post.number for post in posts("Belts")] == [1, 2]


def test_an_interrupted_run_goes_on(app: Flask, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mails = [mail(f"Mail {n}.", message_id=f"<{n}@mill.example>", subject=f"Subject {n}") for n in range(40)]
    path = write_mbox(tmp_path / "a.mbox", *mails)

    def stop(done: int, of: int) -> None:
        if done == 25:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_mbox(
            path,
            workspace=cast.workspace(),
            member=cast.member("maya"),
            audience=cast.audience("team"),
            progress=stop,
        )
    before = db.session.scalar(select(func.count(Post.id))) or 0
    assert 0 < before < 40
    counts = run(cast, path)
    assert (counts.posts, counts.already_there) == (40 - before, before)
    assert db.session.scalar(select(func.count(Thread.id))) == 40
    assert verify(db.session()).findings == []


def test_one_id_on_two_mails_keeps_both_and_the_same_mail_twice_is_one(app: Flask, cast: Cast, tmp_path: Path) -> None:
    path = write_mbox(tmp_path / "a.mbox", mail("One."), mail("Two."), mail("One."))
    counts = run(cast, path)
    assert (counts.posts, counts.threads, counts.already_there) == (2, 1, 1)
    assert run(cast, path).posts == 0


def test_equal_subjects_are_two_conversations(app: Flask, cast: Cast, tmp_path: Path) -> None:
    other = mail("Other.", message_id="<other@mill.example>", subject="Re: Belts")
    assert run(cast, write_mbox(tmp_path / "a.mbox", mail(), other)).threads == 2


def test_mails_without_ids_are_joined_by_subject(app: Flask, cast: Cast, tmp_path: Path) -> None:
    answer = mail("Answer.", message_id="", subject="RE: Belts", date="Tue, 30 Apr 2019 08:00:00 +0000", **BASE)
    path = write_mbox(tmp_path / "a.mbox", mail("Question.", message_id=""), answer)
    assert run(cast, path).threads == 1
    assert [post.body for post in posts("Belts")] == ["Question.", "Answer."]
    assert run(cast, path).already_there == 2


def test_writers_of_old_mail_are_nobody_here(app: Flask, cast: Cast, tmp_path: Path) -> None:
    before = [member.id for member in readers_of(cast.audience())]
    readers = db.session.scalar(select(func.count()).select_from(AudienceReader))
    run(cast, write_mbox(tmp_path / "a.mbox", mail()), audience="everyone")
    person = db.session.scalars(select(Person).where(Person.name == "Ada Moss")).one()
    assert (person.state, person.self_audience_id, person.is_active) == (PersonState.FORMER, None, False)
    assert [address.verified_at for address in person.addresses] == [None]
    member = db.session.scalars(select(Member).where(Member.person_id == person.id)).one()
    assert member.state == MemberState.FORMER
    assert [member.id for member in readers_of(cast.audience())] == before
    assert db.session.scalar(select(func.count()).select_from(AudienceReader)) == readers


def test_a_member_signs_what_they_wrote(app: Flask, cast: Cast, tmp_path: Path) -> None:
    theirs = {"from": "P. Raman <Priya@ACME.example>"}
    colleague = mail("Hi.", message_id="<b@acme.example>", subject="Other", **{"from": "Kim <kim@acme.example>"})
    counts = run(cast, write_mbox(tmp_path / "a.mbox", mail(**theirs), colleague))
    assert posts("Belts")[0].author_id == cast.member("priya").id
    assert posts("Other")[0].author.company_id == cast.companies["acme"]  # by the domain of a member here
    assert (counts.people, counts.companies) == (1, 0)


def test_a_person_known_elsewhere_signs_as_themselves(app: Flask, cast: Cast, tmp_path: Path) -> None:
    counts = run(cast, write_mbox(tmp_path / "a.mbox", mail(**{"from": "birgitte@halden.example"})))
    author = posts("Belts")[0].author
    assert (author.person_id, author.state, counts.people) == (cast.people["birgitte"], MemberState.FORMER, 0)


def test_it_is_no_news_and_sends_nothing(app: Flask, cast: Cast, tmp_path: Path) -> None:
    recent = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    mailed = db.session.scalar(select(func.count(OutboundMail.id)))
    unread = unread_by_workspace(cast.actor("maya"))
    run(cast, write_mbox(tmp_path / "a.mbox", mail(date=recent), mail("Old.", message_id="<o@x.example>")))
    assert unread_by_workspace(cast.actor("maya")) == unread
    assert db.session.scalar(select(func.count(OutboundMail.id))) == mailed
    due = set(db.session.scalars(select(Due.reader).where(Due.audience_id == cast.audience("team").id)))
    assert due == {"search"}
    marks = db.session.scalars(select(ReadMark.member_id).distinct()).all()
    assert set(marks) <= {cast.member("maya").id, cast.member("daniel").id}


def test_attachments_are_filed_read_and_shown_once(app: Flask, cast: Cast, tmp_path: Path) -> None:
    kind, body = multipart(
        ("Content-Type: text/plain; charset=utf-8", b"See below."),
        (
            "Content-Type: text/plain\nContent-Disposition: attachment; filename*=utf-8''gr%C3%B6%C3%9Fe.txt",
            b"Sprocket",
        ),
        ("Content-Type: application/pgp-signature; name=signature.asc", b"-----BEGIN PGP SIGNATURE-----"),
    )
    again = mail(body, content_type=kind, message_id="<again@mill.example>", subject="Again")
    counts = run(cast, write_mbox(tmp_path / "plant.mbox", mail(body, content_type=kind), again))
    assert (counts.attachments, counts.signatures) == (1, 2)
    file = db.session.scalars(select(File)).unique().one()
    assert (file.name, file.audience_id) == ("größe.txt", cast.audience("team").id)
    assert db.session.scalars(select(Folder.name)).all() == ["Mail: plant"]
    assert db.session.scalar(select(func.count()).select_from(Attachment)) == 2
    told = json.loads(entries("file.uploaded")[0].payload)
    assert told["imported"] is True
    assert entries("file.uploaded")[0].occurred_at == datetime(2019, 4, 29, 8, tzinfo=UTC)
    version = db.session.scalars(select(FileVersion)).one()
    read_words(version.public_id)
    assert db.session.scalars(select(PageText.text)).one() == "Sprocket"
    assert db.session.scalars(select(FileVersion.text_state)).one() == TextState.READ


def test_what_is_malformed_is_named_by_number(app: Flask, cast: Cast, tmp_path: Path) -> None:
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(80))
    path = write_mbox(
        tmp_path / "a.mbox",
        b"no header at all",
        mail(**{"from": ""}),
        mail("Good."),
        mail(deep, content_type='multipart/mixed; boundary="b0"', message_id="<deep@x.example>"),
        mail(**{"from": "nonsense", "message_id": "<n@x.example>"}),
    )
    path.write_bytes(path.read_bytes().replace(LINE, b"From MAILER-DAEMON Mon Apr 29 08:26:45 2019\n"))
    counts = run(cast, path)
    assert counts.messages == 5
    assert [number for number, _reason in counts.malformed] == [1, 2, 4, 5]
    assert all(reason for _number, reason in counts.malformed)
    assert [post.body for post in posts("Belts")] == ["Good."]


def test_broken_mail_is_read_as_well_as_can_be(app: Flask, cast: Cast, tmp_path: Path) -> None:
    latin = (
        b"From: =?iso-8859-1?Q?J=F6rg?= <j@mill.example>\nSubject: =?utf-8?B?4oKs?= =?utf-8?B?IGRlYWw=?=\nDate: soon\n"
    )
    latin += b"Content-Type: text/plain; charset=x-nothing\n\nGr\xfc\xdfe aus K\xf6ln\n>From here on\n"
    future = mail("Later.", date="Mon, 29 Apr 2999 08:00:00 +0000", message_id="<f@x.example>", subject="Later")
    counts = run(cast, write_mbox(tmp_path / "a.mbox", latin, future))
    assert counts.malformed == []
    post = posts("€ deal")[0]
    assert post.author.person.name == "Jörg"
    assert "Grüße aus Köln" in post.body
    assert "From here on" in post.body
    assert post.created_at == posts("Later")[0].created_at == datetime(2019, 4, 29, 8, 26, 45, tzinfo=UTC)


def test_a_file_that_is_no_archive_says_so(app: Flask, cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "empty.mbox").write_bytes(b"")
    with pytest.raises(NotAnArchive):
        run(cast, tmp_path / "empty.mbox")


def test_a_cut_archive_gives_what_it_has_and_says_that_it_is_cut(app: Flask, cast: Cast, tmp_path: Path) -> None:
    path = write_mbox(tmp_path / "a.mbox.gz", *[mail(f"{n}" * 5000, message_id=f"<{n}@x.example>") for n in range(9)])
    path.write_bytes(path.read_bytes()[:-40])
    counts = run(cast, path)
    assert "breaks off" in counts.malformed[-1][1]
    assert counts.posts == counts.messages > 0


def test_words_named_from_do_not_part_a_mail(app: Flask, cast: Cast, tmp_path: Path) -> None:
    body = "Dear Ben,\n\nFrom the mill we hear nothing.\nFrom time to time: yes."
    counts = run(cast, write_mbox(tmp_path / "a.mbox", mail(body)))
    assert counts.messages == 1
    assert "From the mill" in posts("Belts")[0].body


def test_companies_have_sensible_names(app: Flask, cast: Cast, tmp_path: Path) -> None:
    senders = ("a@linux.vnet.ibm.com.example", "b@gmail.com.example", "c@big-rope.co.uk", "d@163.com")
    mails = [mail(message_id=f"<{n}@x>", **{"from": sender}) for n, sender in enumerate(senders)]
    run(cast, write_mbox(tmp_path / "a.mbox", *mails))
    by_address = select(Address.email, Company.name).join(Member, Member.person_id == Address.person_id)
    rows = db.session.execute(by_address.join(Company, Company.id == Member.company_id))
    found = {email: name for email, name in rows}  # noqa: C416 (rows are no pairs to dict)
    assert [found[sender] for sender in senders] == ["IBM", "Independent", "Big Rope", "Independent"]

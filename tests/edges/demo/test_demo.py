"""The demo world: whole, believable, dated over three months, and honest in the ledger."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.edges.demo.calendar import Calendar
from portal.edges.demo.documents import make
from portal.edges.demo.load import load_demo
from portal.edges.demo.sources import WORLD, people, places
from portal.features.discussions.models import Post, PostVersion, Reaction, Thread
from portal.features.discussions.queries import unread_by_workspace
from portal.features.identity.models import Company, Person
from portal.features.identity.queries import person_by_email
from portal.features.identity.sessions import TOKEN, open_session
from portal.features.library.models import File, FileVersion
from portal.features.workspaces.models import Invitation, InvitationState, Member, Workspace
from portal.kernel.access import Audience, AudienceKind
from portal.kernel.blobs import blobs
from portal.kernel.db import db, now, write
from portal.kernel.ledger import Entry, EntryText, due_audiences, verify
from portal.kernel.mail.models import MailState, OutboundMail
from tests.conftest import make_app


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal with the demo world, for tests that only read."""
    app = make_app(tmp_path_factory.mktemp("demo"))
    with app.app_context():
        db.create_all()
        load_demo(lambda *_: None)
        yield app
        db.session.remove()
        db.engine.dispose()


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_cast_is_whole(demo: Flask) -> None:
    assert count(Person) == 12
    assert count(Workspace) == 4
    assert {each.name for each in db.session.scalars(select(Company).where(Company.house.is_(False)))} >= {
        "Acme Foods",
        "Halden Dairy",
        "Brightwater Pharmaceuticals",
    }
    circles = db.session.scalars(select(Audience).where(Audience.kind == AudienceKind.CIRCLE)).all()
    assert len(circles) == 2


def test_it_spans_three_months_and_ends_now(demo: Flask) -> None:
    first, last = db.session.execute(select(func.min(Post.created_at), func.max(Post.created_at))).one()
    assert now() - first > timedelta(days=80)
    assert timedelta(0) < now() - last < timedelta(hours=3)


def test_the_ledger_tells_when_it_was_written_and_when_it_happened(demo: Flask) -> None:
    assert verify(db.session()).findings == []
    posted = db.session.scalars(select(Entry).where(Entry.kind == "post.created").order_by(Entry.id)).all()
    assert all(now() - entry.recorded_at < timedelta(minutes=10) for entry in posted)
    assert now() - posted[0].occurred_at > timedelta(days=60)
    assert db.session.scalar(select(Entry.payload).where(Entry.kind == "demo.loaded")) is not None


def test_each_chain_tells_things_in_the_order_they_happened(demo: Flask) -> None:
    for audience in db.session.scalars(select(Audience)):
        told = db.session.scalars(
            select(Entry.occurred_at)
            .where(Entry.audience_id == audience.id, Entry.kind != "demo.loaded")
            .order_by(Entry.seq)
        ).all()
        assert list(told) == sorted(told)


def test_it_shows_every_kind_of_thing(demo: Flask) -> None:
    threads = db.session.scalars(select(Thread)).all()
    assert {thread.kind for thread in threads} == {"discussion", "question", "announcement"}
    assert any(thread.accepted_id for thread in threads)
    assert any(thread.pinned_at for thread in threads)
    assert any(thread.closed_at for thread in threads)
    assert any(thread.about_id and thread.audience.team_only for thread in threads)
    assert count(PostVersion) > 0
    assert count(Reaction) > 50
    states = set(db.session.scalars(select(Invitation.state)))
    assert states >= {InvitationState.JOINED, InvitationState.SENT, InvitationState.OPENED, InvitationState.REFUSED}
    assert db.session.scalar(select(Invitation).where(Invitation.state == "sent", Invitation.expires_at < now()))


def test_a_deleted_post_has_left_no_words(demo: Flask) -> None:
    gone = db.session.scalars(select(Post).where(Post.deleted_at.is_not(None))).one()
    texts = select(EntryText.body).join(Entry, Entry.id == EntryText.entry_id)
    found = db.session.scalars(texts.where(Entry.subject == f"post:{gone.public_id}")).all()
    assert (gone.body, found) == ("", [None])


@pytest.mark.parametrize("email", ["maya@northwind.example", "priya@acme.example", "ines@northwind.example"])
def test_each_demo_person_has_something_new_but_not_everything(demo: Flask, email: str) -> None:
    person = person_by_email(email)
    assert person is not None
    unread = unread_by_workspace(person.actor())
    mine = db.session.scalars(select(Member.workspace_id).where(Member.person_id == person.id)).all()
    assert 0 < sum(unread.values()) < len(mine) * 8


def test_its_files_are_real(demo: Flask) -> None:
    kinds = {name.rpartition(".")[2] for name in db.session.scalars(select(File.name))}
    assert kinds >= {"pdf", "docx", "xlsx", "pptx", "csv", "md"}
    for version in db.session.scalars(select(FileVersion)):
        assert blobs().verify(version.file.workspace.public_id, version.sha256)


def test_nothing_is_mailed_about_what_is_past(demo: Flask) -> None:
    assert set(db.session.scalars(select(OutboundMail.state))) <= {MailState.KEPT, MailState.WITHDRAWN}
    assert due_audiences(db.session(), "notifications") == []


def test_its_pages_can_be_looked_at(demo: Flask) -> None:
    visitor = as_person(demo, "priya@acme.example")
    workspace = db.session.scalars(select(Workspace).order_by(Workspace.id)).first()
    assert workspace is not None
    page = visitor.get(f"/w/{workspace.public_id}/threads").get_data(as_text=True)
    assert "Can the cell pass our allergen change-over audit?" in page
    assert "Gripper price" not in page


def test_an_interrupted_load_leaves_nothing(tmp_path: Path) -> None:
    app = make_app(tmp_path)

    def stop(done: int, total: int) -> None:
        if done > total // 2:
            raise KeyboardInterrupt

    with app.app_context():
        db.create_all()
        with pytest.raises(KeyboardInterrupt):
            load_demo(stop)
        assert (count(Person), count(Post), count(Entry)) == (0, 0, 0)
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("source", sorted(WORLD.glob("*/files/*.pdf.txt")), ids=lambda path: path.stem)
def test_every_pdf_opens_and_keeps_its_words(source: Path) -> None:
    document = pypdfium2.PdfDocument(make(source, 1, "Daniel Okafor"))
    words = " ".join(page.get_textpage().get_text_range() for page in document)
    assert len(document) >= 2
    assert source.read_text(encoding="utf-8").split()[-1] in words
    document.close()


def test_working_days_are_counted_back() -> None:
    monday = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    assert Calendar(monday).at("1 16:30") == datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    assert Calendar(monday).at("95m") == monday - timedelta(minutes=95)
    with pytest.raises(ValueError, match="yesterday"):
        Calendar(monday).at("yesterday")


def test_everybody_named_in_the_world_is_on_the_list() -> None:
    known = {row[0] for row in people()}
    for place in places():
        for thread in place.glob("*.md"):
            lines = thread.read_text(encoding="utf-8").splitlines()
            assert {line[3:].split()[0] for line in lines if line.startswith("## ")} <= known


def as_person(app: Flask, email: str) -> FlaskClient:
    visitor = app.test_client()
    person = person_by_email(email)
    assert person is not None
    with write():
        token = open_session(person, browser="test")
    with visitor.session_transaction() as session:
        session[TOKEN] = token
    return visitor

"""The verbs of every feature and who may see what they made, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import Forbidden, NotFound

from portal.features.discussions import drafts, marks, services
from portal.features.discussions.models import Post, Thread, ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.discussions.queries import by_activity, read_numbers, thread_list, thread_of, unread_by_workspace
from portal.features.library import services as library
from portal.features.library.folders import add_folder
from portal.features.library.models import File, Folder
from portal.features.library.queries import file_or_404, trash
from portal.features.library.store import keep
from portal.features.workspaces import audiences
from portal.features.workspaces import services as workspaces
from portal.features.workspaces.models import Workspace, WorkspaceKind
from portal.features.workspaces.queries import audiences_of
from portal.kernel.access import Audience, InAudience, Role, may_read
from portal.kernel.db import db, write
from portal.kernel.jobs import Job, claim, fail, finish
from portal.kernel.ledger import Entry, verify
from portal.readers.timeline.queries import timeline
from tests.cast import PEOPLE, Cast

Both = tuple[Flask, Cast]
READERS = {
    ("acme", "everyone"): {"maya", "daniel", "priya", "ngozi", "emily", "greg"},
    ("acme", "team"): {"maya", "daniel"},
    ("acme", "circle"): {"maya", "emily"},
    ("halden", "everyone"): {"maya", "birgitte"},
    ("halden", "team"): {"maya"},
}


@pytest.fixture
def cast(both: Both) -> Iterator[Cast]:
    with both[0].test_request_context():
        yield both[1]


def begin(cast: Cast, who: str, kind: str = "everyone", place: str = "acme", **more: str) -> Thread:
    audience = cast.audience(kind, place)
    words = prepare(more.get("body", "Words"), audience)
    with write():
        by, said = cast.member(who, place), {"title": "Title", "key": None} | more
        said.pop("body", None)
        return services.start_thread(by=by, audience=audience, kind=ThreadKind.QUESTION, words=words, **said)  # type: ignore[arg-type]


def shelve(cast: Cast, kind: str, place: str) -> File:
    content = keep(cast.workspace(place).public_id, "a.txt", [b"words"], limit=10)
    with write():
        where = {"workspace": cast.workspace(place), "audience": cast.audience(kind, place)}
        folder = add_folder(by=cast.actor("maya"), parent=None, name=f"Folder {kind}", **where)  # type: ignore[arg-type]
        return library.add_file(by=cast.actor("maya"), folder=folder, content=content, **where)  # type: ignore[arg-type]


@pytest.mark.parametrize(("place", "kind"), READERS)
def test_what_is_in_an_audience_is_seen_by_its_readers_alone(cast: Cast, place: str, kind: str) -> None:
    thread, file = begin(cast, "maya", kind, place), shelve(cast, kind, place)
    audience, nouns = cast.audience(kind, place), (Thread, Post, File, Folder, Entry)
    for who in PEOPLE:
        by, reads = cast.actor(who), who in READERS[place, kind]
        assert may_read(db.session(), by, audience.id) is reads
        found = [bool(seen(noun, by, audience)) for noun in nouns]
        assert found == [reads] * len(nouns), who
        if reads:
            assert thread_of(cast.workspace(place), by, thread.public_id) is thread
            assert file_or_404(cast.workspace(place), by, file.public_id) is file
        else:
            for look in (thread_of, file_or_404):
                with pytest.raises(NotFound):
                    look(cast.workspace(place), by, thread.public_id if look is thread_of else file.public_id)


def seen(noun: type[InAudience], by: object, audience: Audience) -> list[object]:
    query = noun.visible_to(by).where(noun.audience_id == audience.id)  # type: ignore[arg-type]  # an actor
    return list(db.session.scalars(query).unique())


def test_a_thread_lives(cast: Cast) -> None:
    thread = begin(cast, "ngozi", body="Can it pass?")
    answer = prepare("Yes.", thread.audience)
    with write():
        post = services.post(by=cast.member("maya"), thread=thread, words=answer, key="once")
        again = services.post(by=cast.member("maya"), thread=thread, words=answer, key="once")
        assert post is again
        marks.react(by=cast.member("ngozi"), post=post, word="thanks")
        marks.accept(by=cast.member("ngozi"), thread=thread, post=post)
    with write():
        services.edit(by=cast.member("maya"), post=post, words=prepare("Yes, it can.", thread.audience))
        drafts.save_draft(by=cast.member("priya"), audience=thread.audience, place=thread.public_id, body="Hm")
    assert list(db.session.scalars(thread_list(cast.workspace(), cast.actor("priya")))) == [thread]
    assert unread_by_workspace(cast.actor("priya")) == {cast.workspaces["acme"]: 1}
    assert read_numbers(cast.member("maya"), [thread]) == {thread.id: 2}
    with pytest.raises(Forbidden), write():
        services.delete_post(by=cast.member("priya"), post=post)
    with write():
        services.delete_post(by=cast.member("maya"), post=post)
    assert (post.body, thread.accepted_id) == ("", None)
    kinds = [entry.kind for entry in timeline(cast.workspace(), cast.actor("priya"))]
    assert kinds == [
        "post.deleted",
        "post.edited",
        "thread.answer_accepted",
        "post.created",
        "post.created",
        "thread.started",
    ]
    assert verify(db.session()).findings == []


def test_files_go_and_come_back(cast: Cast) -> None:
    file, workspace = shelve(cast, "everyone", "acme"), cast.workspace()
    with write():
        library.rename_file(by=cast.actor("maya"), file=file, name="b.txt")
        copy = library.copy_file(by=cast.actor("maya"), file=file, audience=cast.audience("team"), folder=None)
        library.delete_file(by=cast.actor("maya"), file=file)
    assert list(db.session.scalars(trash(workspace, cast.actor("priya"))).unique()) == [file]
    assert not seen(File, cast.actor("priya"), copy.audience)
    with write():
        library.restore_file(by=cast.actor("maya"), file=file)
    assert file.name == "b.txt"
    assert verify(db.session()).findings == []


def test_a_workspace_opens_and_people_come_and_go(cast: Cast) -> None:
    with write():
        made = workspaces.open_workspace(by=cast.person("maya"), name="New", kind=WorkspaceKind.DEAL, company="Corvid")
        company = made.company
        assert company is not None
        place = {"workspace": made, "company": company, "invitation": None, "by": None}
        guest = workspaces.join(person=cast.person("rashid"), role=Role.MEMBER, **place)  # type: ignore[arg-type]
    cast.workspaces["new"] = made.id
    owner = cast.member("maya", "new")
    with write():
        circle = audiences.add_circle(by=owner, workspace=made, name="Legal", closed=False, members=[guest])
    assert {each.id for each in audiences_of(made, cast.actor("rashid"))} >= {circle.id}
    with write():
        workspaces.remove_member(by=owner, member=guest)
    assert audiences_of(made, cast.actor("rashid")) == []
    assert list(db.session.scalars(Workspace.visible_to(cast.actor("rashid")))) == []
    with write():
        workspaces.archive(by=owner)
    assert verify(db.session()).findings == []


def test_jobs_are_leased_tried_again_and_buried(cast: Cast) -> None:
    with write() as session:
        session.add(Job(kind="test.job", payload={}, max_attempts=2))
    with write() as session:
        (first,) = claim(session)
        assert claim(session) == []
        fail(session, first, "trouble")
    db.session.expire_all()
    assert (first.state, first.attempts) == ("ready", 1)
    with write() as session:
        first.run_at = first.created_at
    with write() as session:
        (second,) = claim(session)
        finish(session, second)
    assert db.session.scalars(select(Job.state).where(Job.kind == "test.job")).all() == ["done"]


def test_a_job_that_kills_its_worker_each_time_is_dead(cast: Cast) -> None:
    with write() as session:
        session.add(Job(kind="test.killer", payload={}, max_attempts=2))
    for _life in range(2):
        with write() as session:
            (job,) = claim(session)
        with write() as session:
            job.locked_until = job.created_at  # its worker is silent since
    with write() as session:
        assert claim(session) == []
    db.session.expire_all()
    assert (job.state, job.attempts) == ("dead", 2)
    assert "died" in job.last_error


@pytest.mark.parametrize(("kind", "moves"), [("everyone", {"maya", "priya"}), ("team", {"maya"}), ("circle", {"maya"})])
def test_a_time_tells_only_of_words_one_may_read(cast: Cast, kind: str, moves: set[str]) -> None:
    """The list of one's workspaces says when something was last said there, and its order says it too."""
    begin(cast, "maya", "everyone", "halden")
    begin(cast, "maya")
    with write():
        place, company = cast.workspace("halden"), cast.member("birgitte", "halden").company
        said = {"person": cast.person("priya"), "company": company, "role": Role.MEMBER, "invitation": None}
        workspaces.join(by=cast.member("maya", "halden"), workspace=place, **said)  # type: ignore[arg-type]

    def seen(who: str) -> list[object]:
        actor = cast.actor(who)
        return [(row[0].id, row[1]) for row in db.session.execute(by_activity(Workspace.visible_to(actor), actor))]

    before = {who: seen(who) for who in ("maya", "priya")}
    assert len(before["priya"]) == 2
    begin(cast, "maya", kind)
    assert {who for who in before if seen(who) != before[who]} == moves

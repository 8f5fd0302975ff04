"""Nobody finds, counts or guesses what is not theirs."""

from dataclasses import replace

import pytest
from flask import Flask
from markupsafe import Markup

from portal.features.discussions.importing import Said, import_posts, import_thread
from portal.features.identity.people import add_former
from portal.features.library.models import File
from portal.features.library.services import copy_file
from portal.features.workspaces import audiences
from portal.features.workspaces.participants import add_participant
from portal.features.workspaces.services import join, remove_member
from portal.kernel.access import Actor, Audience, Role
from portal.kernel.db import db, now, write
from portal.readers.search import HitKind, Results, instant, search
from portal.readers.search.index.reading import Reading
from portal.readers.search.scope import Scope
from tests.cast import Cast
from tests.readers.search.conftest import Pen, work

EVERYBODY = ("maya", "daniel", "hannah", "ines", "priya", "greg", "emily", "ngozi", "marcus", "birgitte", "rashid")
INSIDE = {"maya", "daniel", "priya", "greg", "emily", "ngozi"}
READERS = {"everyone": INSIDE, "team": {"maya", "daniel"}, "circle": {"maya", "emily"}}


def counted(results: Results) -> int:
    """Everything a page of results says."""
    return results.total + len(results.hits) + sum(map(len, results.facets.values()))


@pytest.mark.parametrize("audience", READERS)
def test_only_readers_of_an_audience_find_what_is_for_it(both: tuple[Flask, Cast], audience: str) -> None:
    app, cast = both
    with app.test_request_context():
        pen = Pen(cast)
        thread = pen.thread("Zeppelin price", "The airship costs much", audience=audience)
        pen.file("balloon.txt", b"montgolfier words", audience=audience)
        pen.post(thread, "A zeppelin it is")
        work()
        for who in EVERYBODY:
            for word in ("zeppelin", "airship", "balloon", "montgolfier"):
                results = search(cast.actor(who), word)
                assert bool(results.total) == (who in READERS[audience]), (who, word)
                assert bool(counted(results)) == (who in READERS[audience]), (who, word)
                assert bool(instant(cast.actor(who), word)) <= (who in READERS[audience]), (who, word)
            assert bool(search(cast.actor(who), "zepelin").suggestion) == (who in READERS[audience])


def test_a_stranger_and_nobody_find_nothing_at_all(pen: Pen, cast: Cast) -> None:
    pen.thread("Zeppelin")
    work()
    for who in (cast.actor("rashid"), cast.actor("ines"), cast.actor("marcus"), Actor(None)):
        for text in ("zeppelin", "maya", "type:person", "in:acme", "-nothing", "after:2020"):
            assert counted(search(who, text)) == 0
            assert instant(who, text) == {}


def test_a_removed_member_finds_nothing_from_that_moment(both: tuple[Flask, Cast]) -> None:
    app, cast = both
    with app.test_request_context():
        Pen(cast).thread("Zeppelin")
        work()
        assert search(cast.actor("ngozi"), "zeppelin").total == 1
        assert [hit.kind for hit in search(cast.actor("priya"), "ngozi").hits] == [HitKind.PERSON]
        with write():
            remove_member(by=cast.member("maya"), member=cast.member("ngozi"))
        assert counted(search(cast.actor("ngozi"), "zeppelin")) == 0
        assert search(cast.actor("priya"), "ngozi").hits == []
        work()
        assert search(cast.actor("priya"), "ngozi").total == 0


def test_who_leaves_a_circle_no_longer_finds_what_was_said_there(pen: Pen, cast: Cast) -> None:
    pen.thread("Zeppelin", audience="circle")
    work()
    assert search(cast.actor("emily"), "zeppelin").total == 1
    with write():
        circle = db.session.get_one(Audience, cast.audience("circle").id)
        audiences.stop_reading(by=cast.member("maya"), member=cast.member("emily"), audience=circle)
    assert counted(search(cast.actor("emily"), "zeppelin")) == 0


def test_who_joins_finds_the_whole_past(pen: Pen, cast: Cast) -> None:
    pen.thread("Zeppelin")
    work()
    assert search(cast.actor("rashid"), "zeppelin").total == 0
    with write():
        person, workspace = cast.person("rashid"), cast.workspace()
        company = cast.member("priya").company
        join(
            by=cast.member("maya"),
            workspace=workspace,
            person=person,
            company=company,
            role=Role.MEMBER,
            invitation=None,
        )
    assert search(cast.actor("rashid"), "zeppelin").total == 1
    work()
    assert [hit.title for hit in search(cast.actor("priya"), "rashid").hits] == ["Rashid Khan"]


def test_a_copy_for_everyone_is_found_and_the_original_is_not(pen: Pen, cast: Cast) -> None:
    file = pen.file("zeppelin.txt", b"airship words", audience="team")
    work()
    assert search(cast.actor("priya"), "airship").total == 0
    with write():
        row = db.session.get_one(File, file.id)
        made = copy_file(by=cast.actor("maya"), file=row, audience=cast.audience(), folder=None)
    work()
    assert [hit.id for hit in search(cast.actor("priya"), "airship").hits] == [made.public_id]
    assert search(cast.actor("maya"), "airship").total == 2


def test_through_the_eyes_of_a_customer(pen: Pen, cast: Cast) -> None:
    pen.thread("Zeppelin for us", audience="team")
    pen.thread("Zeppelin for all")
    work()
    looking = replace(cast.actor("maya"), lens_id=cast.people["priya"])
    assert [hit.title for hit in search(looking, "zeppelin").hits] == ["Zeppelin for all"]
    assert search(looking, "zeppelin").total == 1


def test_the_author_of_another_workspace_is_no_name_here(pen: Pen, cast: Cast) -> None:
    pen.thread("Zeppelin", who="birgitte", workspace="halden")
    pen.thread("Zeppelin of ours")
    work()
    results = search(cast.actor("priya"), "zeppelin")
    assert [facet.label for facet in results.facets["author"]] == ["Maya Lindqvist"]
    assert [facet.label for facet in results.facets["workspace"]] == ["Palletising at Leeds and Tilburg"]
    (chip,) = search(cast.actor("priya"), "zeppelin from:birgitte").understood
    assert "Nobody you can see" in chip.problem


def test_without_the_filter_of_the_index_the_count_tells(pen: Pen, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests above see what they must see: with that filter taken away, they would fail."""
    pen.thread("Zeppelin", audience="team")
    work()
    monkeypatch.setattr(Reading, "allowed_to", lambda self, _audiences: self.living)
    with pytest.raises(KeyError, match="an audience of others"):  # no count is told rather than too much
        search(cast.actor("priya"), "zeppelin")
    monkeypatch.setattr(Scope, "kinds", lambda _self, _ids: {})
    results = search(cast.actor("priya"), "zeppelin")
    assert results.hits == []  # the database is asked for each
    assert results.facets["kind"], "but a count would tell"
    assert instant(cast.actor("priya"), "zeppelin") == {}  # the database is asked, too


def test_who_only_wrote_to_the_team_is_a_name_like_any_other_to_customers(both: tuple[Flask, Cast]) -> None:
    """Whether somebody of that name is here must not be told by what an operator answers."""
    app, cast = both
    with app.test_request_context():
        with write():
            maya, heard, at = cast.member("maya"), cast.audience("team"), now()
            person = add_former(name="Zora Secret", email="zora@secret.example")
            company = cast.member("birgitte", "halden").company
            zora = add_participant(by=maya, audience=heard, person=person, company=company, at=at)
            thread = import_thread(by=maya, audience=heard, title="Old", started_by_id=zora.id, at=at)
            words = Said("1", zora.id, zora.public_id, "zeppelin", Markup("<p>zeppelin</p>"), at)
            import_posts(audience=heard, thread=thread, posts=[words])
        work()
        answers = {who: search(cast.actor(who), "from:zora").understood[0].problem for who in ("maya", "priya")}
        assert answers["maya"] == ""
        assert answers["priya"] == search(cast.actor("priya"), "from:zorb").understood[0].problem.replace(
            "zorb", "zora"
        )

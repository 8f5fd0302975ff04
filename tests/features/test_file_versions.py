"""Older versions come back as newer ones; what is withdrawn is given to nobody."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.features.discussions import services as discussions
from portal.features.discussions.models import ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.library.models import File, FileVersion, PageText, TextState
from portal.features.library.reading import read_words
from portal.features.library.services import add_file, add_version, copy_file
from portal.features.library.store import Content, keep
from portal.features.library.versions import restore_version
from portal.features.library.watching import Standing, standing
from portal.features.library.withdrawing import give_again, withdraw_file
from portal.kernel.access import Forbidden, NotFound
from portal.kernel.db import db, write
from portal.kernel.ledger import Entry
from portal.kernel.web import Refused
from tests.cast import Cast

Both = tuple[Flask, Cast]


def content(cast: Cast, words: bytes) -> Content:
    return keep(cast.workspace().public_id, "plan.txt", [words], limit=1000)


def shelve(cast: Cast, *texts: bytes) -> File:
    """A file of Ngozi's for Everyone with these versions, each read."""
    contents = [content(cast, text) for text in texts]
    who = cast.actor("ngozi")
    with write():
        place = {"workspace": cast.workspace(), "audience": cast.audience(), "folder": None}
        file = add_file(by=who, content=contents[0], **place)  # type: ignore[arg-type]
        for each in contents[1:]:
            add_version(by=who, file=file, content=each, note="  What\nis new ")
    for public_id in db.session.scalars(select(FileVersion.public_id)).all():
        read_words(public_id)
    return db.session.get_one(File, file.id)


def test_an_older_version_comes_back_as_the_latest(both: Both) -> None:
    cast = both[1]
    file = shelve(cast, b"one", b"two")
    with write():
        version = restore_version(by=cast.actor("daniel"), file=db.session.get_one(File, file.id), number=1)
    assert (version.number, version.restored_from, version.text_state) == (3, 1, TextState.READ)
    hashes = [each.sha256 for each in db.session.get_one(File, file.id).versions]
    assert hashes[0] == hashes[2] != hashes[1]
    assert db.session.scalar(select(PageText.text).where(PageText.version_id == version.id)) == "one"
    entry = db.session.scalars(select(Entry).where(Entry.kind == "file.version_restored")).one()
    assert '"restored":1' in entry.payload
    assert [each.note for each in db.session.get_one(File, file.id).versions] == ["", "What is new", ""]


def test_what_cannot_be_restored_says_why(both: Both) -> None:
    cast = both[1]
    file = shelve(cast, b"one", b"two")
    for who, number, wrong in (("ngozi", 2, Refused), ("ngozi", 9, NotFound), ("greg", 1, Forbidden)):
        with pytest.raises(wrong), write():
            restore_version(by=cast.actor(who), file=db.session.get_one(File, file.id), number=number)


def test_a_withdrawn_file_is_given_to_nobody_until_it_is_given_again(both: Both) -> None:
    cast = both[1]
    file, words = shelve(cast, b"one"), prepare("See", cast.audience())
    for who, reason, wrong in (("priya", "Old", Forbidden), ("ngozi", " \n ", Refused)):
        with pytest.raises(wrong), write():
            withdraw_file(by=cast.actor(who), file=db.session.get_one(File, file.id), reason=reason)
    with write():
        withdraw_file(by=cast.actor("ngozi"), file=db.session.get_one(File, file.id), reason="The wrong\nplan")
    version = db.session.scalars(select(FileVersion.id).where(FileVersion.file_id == file.id)).one()
    assert standing(cast.actor("ngozi"), cast.member("ngozi").id, version, None) is Standing.TAKEN_BACK
    found = db.session.get_one(File, file.id)
    assert (found.withdrawn_reason, found.withdrawn_by) == ("The wrong plan", cast.member("ngozi"))
    later = content(cast, b"two")
    with pytest.raises(Refused), write():
        add_version(by=cast.actor("ngozi"), file=db.session.get_one(File, file.id), content=later)
    place = {"audience": cast.audience(), "folder": None}
    with pytest.raises(Refused), write():
        copy_file(by=cast.actor("ngozi"), file=db.session.get_one(File, file.id), **place)  # type: ignore[arg-type]
    said = {"audience": cast.audience(), "kind": ThreadKind.DISCUSSION, "title": "Plan", "words": words}
    with pytest.raises(Refused), write():
        discussions.start_thread(by=cast.member("ngozi"), files=[db.session.get_one(File, file.id)], **said)  # type: ignore[arg-type]
    with write():
        give_again(by=cast.actor("maya"), file=db.session.get_one(File, file.id))
    assert standing(cast.actor("priya"), cast.member("priya").id, version, None) is Standing.GIVEN
    kinds = db.session.scalars(select(Entry.kind).where(Entry.kind.in_(("file.withdrawn", "file.given_again"))))
    assert sorted(kinds) == ["file.given_again", "file.withdrawn"]

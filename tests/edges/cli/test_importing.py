"""Commands that bring in mail and files."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.features.discussions.models import Thread
from portal.features.library.models import File
from portal.features.workspaces.models import Workspace
from portal.kernel.db import db
from tests.cast import Cast
from tests.edges.cli.conftest import Run, said
from tests.edges.imports.mails import mail, write_mbox
from tests.shared_data import DATA, lines, needs

MAYA = ("--owner", "maya@northwind.example")
ACME = ("--workspace", "Palletising at Leeds and Tilburg")


@pytest.fixture
def archive(tmp_path: Path) -> str:
    return str(write_mbox(tmp_path / "old.mbox.gz", mail(), mail(message_id="<b@x>", subject="Other"), b"junk"))


def test_an_archive_makes_its_workspace_and_tells_scripts(run: Run, archive: str) -> None:
    result = run("import", "mbox", archive, "--workspace", "Old mail", *MAYA, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert result.stderr == ""
    place = db.session.scalars(select(Workspace).where(Workspace.name == "Old mail")).one()
    assert told["workspace"] == place.public_id
    counts = {key: told[key] for key in ("messages", "threads", "posts", "people", "companies", "attachments")}
    assert counts == {"messages": 3, "threads": 2, "posts": 2, "people": 1, "companies": 1, "attachments": 0}
    assert told["malformed"] == [{"number": 3, "reason": "it has no header"}]
    again = json.loads(run("import", "mbox", archive, "--workspace", place.public_id, *MAYA, "--json").stdout)
    assert (again["posts"], again["threads"], again["already_there"]) == (0, 0, 2)


def test_people_are_told_in_words(run: Run, archive: str) -> None:
    result = run("import", "mbox", archive, *ACME, *MAYA)
    assert result.exit_code == 0
    assert "posts: 2" in result.output
    assert "3: it has no header" in result.output


@pytest.mark.parametrize(("word", "kind"), [((), "team"), (("--audience", "everyone"), "everyone")])
def test_the_team_reads_it_unless_said_otherwise(
    run: Run, archive: str, cast: Cast, word: tuple[str, ...], kind: str
) -> None:
    assert run("import", "mbox", archive, *ACME, *MAYA, *word).exit_code == 0
    assert set(db.session.scalars(select(Thread.audience_id))) == {cast.audience(kind).id}


def test_a_folder_is_filed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "a.txt").write_text("words")
    (tmp_path / "in" / "b.bin").write_bytes(bytes(range(256)))
    told = json.loads(run("import", "files", str(tmp_path / "in"), *ACME, *MAYA, "--json").stdout)
    assert (told["found"], told["added"], told["read"], told["already_there"]) == (2, 2, 1, 0)
    assert told["unreadable"] == [{"file": "b.bin", "reason": "words are not read from files of this kind"}]
    assert set(db.session.scalars(select(File.name))) == {"a.txt", "b.bin"}


def test_wrong_words_get_one_line(run: Run, archive: str, app: Flask, tmp_path: Path) -> None:
    (tmp_path / "empty.mbox").write_bytes(b"")
    empty = ("import", "mbox", str(tmp_path / "empty.mbox"))
    assert "no mail in this file" in said(run(*empty, *ACME, *MAYA))
    start = ("import", "mbox", archive)
    assert "Nobody here" in said(run(*start, *ACME, "--owner", "x@y.example"))
    assert "may not write for team" in said(run(*start, *ACME, "--owner", "priya@acme.example"))
    assert "may not write for everyone" in said(
        run(*start, *ACME, "--audience", "everyone", "--owner", "greg@acme.example")
    )
    assert "only staff can open one" in said(run(*start, "--workspace", "New", "--owner", "priya@acme.example"))
    assert "is not in" in said(run(*start, *ACME, "--owner", "hannah@northwind.example"))
    for _twice in range(2):
        run("workspaces", "add", "Twins", "--kind", "community", *MAYA)
    ids = db.session.scalars(select(Workspace.public_id).where(Workspace.name == "Twins")).all()
    line = said(run(*start, "--workspace", "Twins", *MAYA))
    assert all(each in line for each in ids)


@needs("mail/openbmc.mbox.gz")
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_real_archive_comes_in_whole(run: Run, app: Flask) -> None:
    words = ("import", "mbox", str(DATA / "mail/openbmc.mbox.gz"), "--workspace", "OpenBMC", *MAYA, "--json")
    told = json.loads(run(*words).stdout)
    assert (told["messages"], told["posts"], told["threads"], told["malformed"]) == (2904, 2904, 586, [])
    expected = sorted(line["n"] for line in lines("mail/openbmc.threads.jsonl"))
    assert sorted(db.session.scalars(select(Thread.post_count))) == expected
    again = json.loads(run(*words).stdout)
    assert (again["posts"], again["threads"], again["people"], again["already_there"]) == (0, 0, 0, 2904)

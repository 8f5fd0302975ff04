"""Reading words out of real and hostile files: each ends in a named state, and nothing else is touched."""

import io
import json
import zipfile
from pathlib import Path
from statistics import median

import pytest
from flask import Flask

from portal.features.library.extraction.content import media_type
from portal.features.library.extraction.media import OPEN_XML
from portal.features.library.extraction.run import Outcome, extract
from portal.features.library.models import TextState
from portal.kernel.box import Wall, run
from portal.kernel.text import disposition, safe_filename
from tests.bench import reading
from tests.features.library.conftest import DATA

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX = f"{OPEN_XML}wordprocessingml.document"
docs = pytest.mark.skipif(not (DATA / "docs").is_dir(), reason="the reference documents are not on this machine")
hostile = pytest.mark.skipif(
    not (DATA / "hostile_files.tar.xz").is_file(), reason="the hostile files are not on this machine"
)
# What a whole run over the reference data must give at least; scans and pictures give no words.
READ_AT_LEAST = 170
RECALL = 0.98  # of the words that are known to be in a file


def outcome_of(name: str, data: bytes) -> Outcome:
    kind = media_type(data[: 8 * 1024], data[-64 * 1024 :], name)
    return extract([data], media_type=kind, size=len(data))


def docx(body: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", body)
    return packed.getvalue()


def test_word_document(app: Flask) -> None:
    data = docx(f'<w:document xmlns:w="{W}"><w:p><w:r><w:t>Payload limit</w:t></w:r></w:p></w:document>')
    assert outcome_of("a.docx", data) == Outcome(TextState.READ, "", 1, {1: "Payload limit"})


def test_an_entity_is_not_resolved(app: Flask) -> None:
    body = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:p xmlns:w="{W}"><w:t>a&x;b</w:t></w:p>'
    found = outcome_of("a.docx", docx(body))
    assert Path("/etc/hostname").read_text().strip() not in json.dumps(found.words)


def test_an_archive_that_claims_too_much(app: Flask) -> None:
    found = outcome_of("a.docx", docx(" " * 500_000_000))
    assert (found.state, found.reason) == (TextState.UNREADABLE, "too_large")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", "Größe".encode("latin-1"), "Größe"),
        ("a.txt", "Größe in Metern".encode("utf-16"), "Größe in Metern"),
        ("a.txt", "without a mark".encode("utf-16-be"), "without a mark"),
        ("a.txt", b"nul\0bytes inside", "nulbytes inside"),
        ("a.csv", b"part,price\nGripper,12\n", "Gripper,12"),
        ("a.html", b"<!doctype html><p>Seen</p><script>hidden()</script>", "Seen"),
        ("a.eml", b"From: a@b.example\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\nThe body", "Grüße"),
    ],
)
def test_texts(app: Flask, name: str, data: bytes, words: str) -> None:
    found = outcome_of(name, data)
    assert found.state == TextState.READ
    assert words in found.words[1]
    assert "hidden" not in found.words[1]


def test_too_slow_and_too_much_memory(app: Flask) -> None:
    app.config["PARSER_MEMORY_BYTES"] = 100 * 1024**2
    assert outcome_of("a.txt", b"a" * 120_000_000).state == TextState.UNREADABLE
    app.config.update(PARSER_MEMORY_BYTES=1024**3, PARSER_CPU_SECONDS=1)
    assert outcome_of("a.html", b"<!doctype html>" + b"<p>x</p>" * 3_000_000).reason == "too_slow"


def test_only_the_beginning_is_kept(app: Flask) -> None:
    app.config["PARSER_MAX_CHARS"] = 1000
    found = outcome_of("a.txt", b"word " * 1000)
    assert (found.state, found.reason, len(found.words[1])) == (TextState.READ, "partly", 1000)


def test_without_a_box_nothing_is_read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "wall", lambda: Wall.NONE)
    found = outcome_of("a.txt", b"words")
    assert (found.state, found.reason) == (TextState.UNREADABLE, "no_box")


@docs
@pytest.mark.slow
def test_every_reference_document_ends_in_a_named_state_and_its_words_are_found(app: Flask) -> None:
    found = {name: reading.read(name, data) for name, data in reading.documents()}
    outcomes = [each.outcome for each in found.values()]
    assert all(one.state != TextState.WAITING for one in outcomes)
    assert all(one.reason for one in outcomes if one.state != TextState.READ)
    assert sum(one.state == TextState.READ for one in outcomes) >= READ_AT_LEAST
    protected = {Path(name).name for name, each in found.items() if each.outcome.reason == "protected"}
    assert {"password.pdf", "libreoffice-writer-password.pdf"} <= protected
    assert median(share for _kind, _against, share in reading.compared(found)) >= RECALL


@hostile
@pytest.mark.slow
def test_every_hostile_file_ends_in_a_named_state(app: Flask) -> None:
    found = {Path(name).name: reading.read(name, data).outcome for name, data in reading.hostile()}
    assert all(one.reason for one in found.values() if one.state != TextState.READ)
    assert found["bomb_document.docx"].reason == "too_large"
    assert found["encrypted_ole.xlsx"].reason == "protected"
    assert found["random.docx"].state == TextState.UNSUPPORTED
    assert found["nul_bytes.txt"].state == TextState.READ
    for name in ("xxe.docx", "ssrf_remote_image.html", "xxe_http.xml"):
        assert "root:" not in json.dumps(found[name].words)


@pytest.mark.skipif(
    not (DATA / "hostile_filenames.jsonl").is_file(), reason="the hostile file names are not on this machine"
)
def test_hostile_names_are_harmless() -> None:
    for line in (DATA / "hostile_filenames.jsonl").read_text().splitlines():
        name = safe_filename(json.loads(line)["filename"])
        assert name
        assert not set(name) & set('/\\\r\n\0<>:"|?*\u202e\ufeff')
        assert name not in (".", "..")
        assert len(name.encode()) <= 200
        header = disposition(name)
        assert header.isascii()
        assert header.isprintable()

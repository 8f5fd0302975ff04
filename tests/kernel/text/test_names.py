"""Names and titles cannot hide, turn around, break lines or leave their folder."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.text import clean_line, clean_text, disposition, fold, safe_filename


def test_what_hides_or_turns_around_is_gone() -> None:
    assert clean_line("plan\u202egpj.exe") == "plangpj.exe"
    assert clean_line("a\u200bb\ufeffc\x00d\x1be\u2066f\ue000g") == "abcdefg"
    assert clean_line(" one\n\r\ttwo  three ") == "one two three"
    assert clean_text("a\r\nb\rc") == "a\nb\nc"


def test_composed_and_apart_are_one() -> None:
    assert clean_line("Zoe\u0308") == "Zoë"
    assert fold("Straße Zoë ﬁle") == fold("STRASSE zoe FILE")


def test_joined_emoji_and_scripts_stay() -> None:
    family = "👩\u200d👩\u200d👧"
    assert clean_line(family) == family
    joined = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"  # Persian needs its non-joiner
    assert clean_line(joined) == joined


@pytest.mark.parametrize(
    ("given_", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system32\\cmd.exe", "cmd.exe"),
        ("..", "file"),
        ("", "file"),
        ("con", "file con"),
        ("LPT1.txt", "file LPT1.txt"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("name.\u202etxt.exe", "name.txt.exe"),
        ("line\nbreak.txt", "line break.txt"),
    ],
)
def test_file_names_are_made_harmless(given_: str, safe: str) -> None:
    assert safe_filename(given_) == safe


@given(st.text(max_size=600))
def test_every_name_is_one_file_system_s_take(name: str) -> None:
    safe = safe_filename(name)
    assert 0 < len(safe.encode()) <= 200
    assert not set('/\\<>:"|?*\x00\n') & set(safe)
    assert safe not in (".", "..")
    assert unicodedata.is_normalized("NFC", safe)


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_filename("ü" * 300 + ".pdf").endswith("ü.pdf")


@given(st.text(max_size=300))
def test_no_name_breaks_the_header(name: str) -> None:
    header = disposition(name)
    assert header.isascii()
    assert header.startswith('attachment; filename="')
    assert "\n" not in header
    assert "\r" not in header
    assert header.count('"') == 2
    header.encode("latin-1")

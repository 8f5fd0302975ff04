import re
import time
import unicodedata

import pytest

from portal.kernel.text import (
    clean_line,
    clean_text,
    fold,
    mail_to_markdown,
    render,
    render_mail,
    safe_mail_html,
    text_to_markdown,
)
from tests.kernel.text.harmless import faults
from tests.shared_data import DATA, lines, needs

OWN = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](//evil.example)",
    "<javascript:alert(1)>",
    "![x](data:text/html,<script>alert(1)</script>)",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "> <svg/onload=alert(1)>\n> <a href='x:y'>",
    "-- \n<iframe src=javascript:alert(1)>",
    "On <b onclick=x>now</b>, <script>Eve</script> wrote:\n> x",
    "```\n</code></pre><script>alert(1)</script>\n```",
    '<a href="jav&#x09;ascript:alert(1)">x</a><style>*{}</style><form action=//x><input>',
    "<math><mtext><table><mglyph><style><!--</style><img title=--&gt;&lt;img src=1 onerror=alert(1)&gt;>",
]


# A browser's parser adds or moves these; neither does anything.
EQUAL = {"div", "p", "br", "tr", "td", "th", "table"}


def tags(html: str) -> set[str]:
    return {tag.lower() for tag in re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)", html)}


def everywhere(text: str) -> dict[str, str]:
    """A text through every way into a page."""
    return {
        "post": render(clean_text(text)),
        "mail": render_mail(text_to_markdown(clean_text(text))),
        "folded": render_mail(clean_text(text)),
        "cleaned": safe_mail_html(text),
        "html mail": render_mail(mail_to_markdown(clean_text(text))),
    }


@pytest.mark.parametrize("text", OWN)
def test_nothing_acts(text: str) -> None:
    assert {way: faults(html) for way, html in everywhere(text).items() if faults(html)} == {}


def test_the_check_itself_sees_what_acts() -> None:
    assert faults("<script>x</script><p onclick=x><a href=javascript:x><!-- x -->") != []
    assert faults('<p><a href="https://a.example" rel="nofollow">x</a></p>') == []


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.name for path in (DATA / "hostile_text").glob("*.jsonl")) or ["none"])
@needs("hostile_text")
def test_none_of_the_hostile_texts_acts(name: str) -> None:
    wrong = []
    for line in lines(f"hostile_text/{name}"):
        text = str(line.get("payload", line.get("source", "")))
        wrong += [(text, way, faults(html)) for way, html in everywhere(text).items() if faults(html)]
    assert wrong == []


@needs("hostile_text/html_sanitize_dompurify.jsonl")
def test_cleaned_html_keeps_no_more_than_the_reference_cleaner() -> None:
    for line in lines("hostile_text/html_sanitize_dompurify.jsonl"):
        cleaned = safe_mail_html(line["payload"])
        assert faults(cleaned) == []
        expected = line["expected_by_dompurify"]
        given = " ".join(expected) if isinstance(expected, list) else str(expected)
        assert tags(cleaned) - tags(given) <= EQUAL, line["payload"]


@needs("hostile_text/unicode_normalization.jsonl")
def test_texts_are_composed_as_unicode_says() -> None:
    for line in lines("hostile_text/unicode_normalization.jsonl"):
        if any(unicodedata.category(sign) == "Cn" for sign in line["nfc"]):
            continue  # newer than this Python's tables
        assert clean_text(line["source"]) == clean_text(line["nfc"])
        assert clean_line(line["nfd"]) == clean_line(line["nfc"])
        assert fold(line["nfc"]) == fold(line["nfd"])


@pytest.mark.parametrize(
    "text",
    [
        ">" * 20_000 + " deep",
        "\n".join(">" * n for n in range(500)),
        "[" * 30_000,
        "*a_" * 20_000,
        "`" * 30_000,
        "<div>" * 20_000,
        "<blockquote>" * 5_000 + "x",
        "<ul><li>" * 5_000 + "x",
        "<a href=https://a.example>" * 5_000,
        "<b>" * 20_000 + "x",
        "https://" + "a/" * 40_000,
        " " * 100_000 + "x",
        "- " * 50_000,
        "From: a\nSent: b\nTo: c\n" * 5_000,
        "x  y\n" * 30_000,
        "On " + "wrote " * 20_000 + ":\n> q",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_long_and_deep_mail_takes_no_long_time(text: str) -> None:
    began = time.process_time()
    render_mail(text_to_markdown(text))
    render_mail(mail_to_markdown(text))
    assert time.process_time() - began < 5

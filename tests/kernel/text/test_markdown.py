"""Markdown cannot act, whatever was typed, and takes its time from nobody."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.text import Named, excerpt, mail_to_markdown, mentioned, plain, render, safe_mail_html
from portal.kernel.text.markdown import ATTRIBUTES, TAGS

MAYA = "m" * 16
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example)",
    "[x](\\\\evil.example)",
    "[x](/w/elsewhere/settings)",
    "![x](https://evil.example/pixel.png)",
    '![x](https://evil.example/"onerror="alert(1))',
    '[x](https://a.example "onmouseover=alert(1)")',
    "<https://a.example/\"onmouseover='alert(1)'>",
    "<javascript:alert(1)>",
    "`<b onclick=x>`\n\n```html\n<script>x</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>*{display:none}</style>",
    "<iframe srcdoc='<script>1</script>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    f"@[<img src=x onerror=alert(1)>](member:{MAYA})",
    f"@[Maya](member:{MAYA}) \ue0000\ue000",
)


class Parts(HTMLParser):
    """Every tag of a text with its attributes, as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def check(html: str) -> None:
    for tag, attributes in Parts(html).found:
        assert tag in TAGS, html
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | {"rel"}, html
        address = attributes.get("href")
        assert address is None or re.match(r"(?:https?://|mailto:)", address, re.IGNORECASE), html


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_text_becomes_words(source: str) -> None:
    check(render(source, names={MAYA: Named("Maya <b>Lindqvist</b>")}))


@given(st.text(alphabet=st.sampled_from("<>[]()!`*_~|#&;:/\\\"'=@ \n\tajsxpt\ue000\u202e\x00"), max_size=200))
def test_no_text_at_all_becomes_more_than_is_allowed(source: str) -> None:
    check(render(source, names={MAYA: Named("Maya")}))


@pytest.mark.parametrize(
    "sign", ["[", "*a ", "`", "_", "![", "<", "~~", "|", "> ", "(", "@[a](", "&", "\\", "http://a"]
)
def test_long_input_takes_no_quadratic_time(sign: str) -> None:
    began = time.process_time()
    render(sign * (50_000 // len(sign)))
    assert time.process_time() - began < 2


def test_deep_nesting_ends() -> None:
    check(render("> " * 5000 + "x"))
    check(render("\n".join("  " * depth + "- x" for depth in range(300))))


def test_links_say_nothing_of_us() -> None:
    assert 'rel="noopener noreferrer nofollow"' in render("https://a.example/path?x=1.")
    assert 'href="https://a.example/path?x=1"' in render("https://a.example/path?x=1.")


def test_a_picture_from_elsewhere_is_a_link() -> None:
    html = render("![the plan](https://a.example/plan.png)")
    assert "<img" not in html
    assert 'href="https://a.example/plan.png"' in html
    assert ">the plan<" in html


def test_only_those_who_may_be_named_are_named() -> None:
    source = f"@[Anybody](member:{MAYA}) and @[Priya](member:{'p' * 16})"
    html = render(source, names={MAYA: Named("Maya <Lindqvist>")})
    assert html.count('class="mention"') == 1
    assert "@Maya &lt;Lindqvist&gt;" in html  # the name of the one meant, not the one typed
    assert "@Priya" in html
    assert "Anybody" not in html
    assert mentioned(source * 2) == [MAYA, "p" * 16]


def test_words_of_html_are_only_words() -> None:
    assert plain("<p>One</p><p>two &lt;b&gt; &amp; three</p><script>x</script>") == "One two <b> & three"
    assert excerpt("one two three", limit=9) == "one two…"


def test_html_mail_brings_nothing_with_it() -> None:
    mail = """<html><head><title>t</title><style>p{}</style></head><body onload=x><p style="x">Dear <b>all</b>,</p>
    <img src="https://evil.example/pixel"><a href="javascript:x">click</a> <a href="https://a.example">here</a>
    <form action=x><input name=y></form><blockquote>as said</blockquote></body></html>"""
    safe = safe_mail_html(mail)
    assert not re.search(r"<img|<form|<input|style|onload|javascript|<title", safe)
    words = mail_to_markdown(mail)
    assert "[here](<https://a.example>)" in words
    assert "> as said" in words
    assert "javascript" not in words

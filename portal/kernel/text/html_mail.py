"""Mail from elsewhere: HTML made safe, and turned into the Markdown that posts are stored in."""

import re
from html import unescape

import nh3

SHOWN = {"p", "br", "div", "ul", "ol", "li", "blockquote", "pre", "b", "strong", "i", "em", "a", "h1", "h2", "h3", "tr"}
DROPPED = {"script", "style", "head", "title"}
SCHEMES = {"http", "https", "mailto"}
LONGEST = 400_000  # characters of a mail's body; beyond, it is cut and marked
SPECIAL = re.compile(r"([\\`*_\[\]#|~<>])")


def safe_mail_html(html: str) -> str:
    """HTML of a mail without scripts, styles, pictures, forms or anything that calls home."""
    return nh3.clean(
        html,
        tags=SHOWN,
        clean_content_tags=DROPPED,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
    )


def mail_to_markdown(html: str) -> str:
    """The words of an HTML mail as Markdown: paragraphs, lists, quotes, emphasis and links survive."""
    text = safe_mail_html(html[:LONGEST])
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', _link, text)
    for pattern, mark in _MARKS:
        text = re.sub(pattern, mark, text, flags=re.IGNORECASE)
    lines = [line.strip() for line in unescape(re.sub(r"<[^>]+>", "", text)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_MARKS = (
    (r"</?(?:b|strong)(?: [^>]*)?>", ""),
    (r"</?(?:i|em)(?: [^>]*)?>", ""),
    (r"<br ?/?>", "\n"),
    (r"<li[^>]*>", "\n- "),
    (r"<blockquote[^>]*>", "\n\n> "),
    (r"<h[1-3][^>]*>", "\n\n"),
    (r"</(?:p|div|ul|ol|blockquote|pre|h[1-3])>", "\n\n"),
    (r"</tr>", "\n"),
)


def _link(match: re.Match[str]) -> str:
    address, words = unescape(match.group(1)), re.sub(r"<[^>]+>", "", match.group(2)).strip()
    if not words or words in address or address.removeprefix("mailto:") == words:
        return address
    return f"{words} ({address})"

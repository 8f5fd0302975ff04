"""Mail from elsewhere: HTML made safe, and turned into the Markdown that posts are stored in."""

import re

import nh3

from portal.kernel.text.html_walk import Walk

SHOWN = frozenset(
    (
        *("p", "br", "div", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "a"),
        *("b", "strong", "i", "em", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "td", "th"),
    )
)
DROPPED = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "iframe", "svg", "math"})
SCHEMES = {"http", "https", "mailto"}
LONGEST = 400_000  # characters of a mail's body; beyond, it is cut and marked
CUT = "\u2026"


def safe_mail_html(html: str) -> str:
    """HTML of a mail without scripts, styles, pictures, forms or anything that calls home."""
    return nh3.clean(
        html,
        tags=set(SHOWN),
        clean_content_tags=set(DROPPED),
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        attribute_filter=_attribute,
    )


def mail_to_markdown(html: str) -> str:
    """The words of an HTML mail as Markdown: paragraphs, lists, quotes, emphasis, code and links survive."""
    cut = len(html) > LONGEST
    walk = Walk()
    walk.feed(safe_mail_html(html[:LONGEST]))
    walk.close()
    return walk.markdown() + (f"\n\n{CUT}" if cut else "")


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """Links name their scheme: `//host` and relative ones could pretend to be ours."""
    if name == "href":
        return value if re.match(r"(?:https?://|mailto:)", value, re.IGNORECASE) else None
    return value

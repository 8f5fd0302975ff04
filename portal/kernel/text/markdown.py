"""Markdown to HTML that cannot act: rendered with raw HTML off, then cleaned against an allow-list."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

RENDERER = 1  # raised when the same source would render differently; stored with each rendering
# The parser takes quadratic time in the length of one inline text (20,000 brackets took 2.9 s); beyond, plain text.
LONGEST_INLINE = 10_000
TAGS = frozenset(
    (
        *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "span"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
    )
)
ATTRIBUTES = {"a": {"href", "title"}, "span": {"class"}, "ol": {"start"}, "code": {"class"}, "th": {"align"}}
SCHEMES = {"http", "https", "mailto"}
MENTION = re.compile(r"@\[([^\]\n]{1,160})\]\(member:([0-9a-z]{16})\)")
BARE_ADDRESS = re.compile(r"(?<![\w(<\[/\"'=])https?://[^\s<>\[\]()\"']{3,500}[^\s<>\[\]()\"'.,;:!?]")
_MARK = "\ue000"  # private use: stands for a mention while the parser runs, and is taken out of what people type

TAG, HELD = re.compile(r'<(?:[^<>"]|"[^"]*")*>'), re.compile(f"{_MARK}[0-9]+{_MARK}")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody a post may name: what is shown, and whether it is the reader themselves."""

    name: str
    me: bool = False


def mentioned(source: str) -> list[str]:
    """Public ids of the members a text names, in order, each once."""
    return list(dict.fromkeys(match.group(2) for match in MENTION.finditer(source)))


def render(source: str, *, names: Mapping[str, Named] | None = None) -> Markup:
    """Safe HTML of a Markdown text. `names` gives, by member's public id, those it may mention; others stay words."""
    found: list[str] = []
    source = MENTION.sub(lambda match: _hold(match, names or {}, found), source.replace(_MARK, ""))
    source = BARE_ADDRESS.sub(lambda match: f"<{match.group(0)}>", source)
    html = nh3.clean(
        _parser.render(source),
        tags=set(TAGS),
        attributes={tag: set(names_) for tag, names_ in ATTRIBUTES.items()},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        attribute_filter=_attribute,
    )
    html = TAG.sub(lambda tag: HELD.sub("", tag.group(0)), html)  # within a tag it would tear the tag apart
    for number, mention in enumerate(found):
        html = html.replace(f"{_MARK}{number}{_MARK}", mention)
    return Markup(html)  # noqa: S704 (cleaned above; the only place that says so)


def _hold(match: re.Match[str], names: Mapping[str, Named], found: list[str]) -> str:
    known = names.get(match.group(2))
    if known is None:
        return "@" + match.group(1)
    kind = "mention mention--me" if known.me else "mention"
    found.append(f'<span class="{kind}">@{escape(known.name)}</span>')
    return f"{_MARK}{len(found) - 1}{_MARK}"


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Links must name their scheme: `//host` and relative ones could pretend to be ours."""
    if tag == "a" and name == "href":
        return value if re.match(r"(?:https?://|mailto:)", value, re.IGNORECASE) else None
    if name == "class":
        return value if re.fullmatch(r"(?:language-[\w+-]{1,20})", value) else None
    return value


def _inline_within_reason(state: object) -> None:
    """Very long paragraphs become plain text before the inline parser sees them."""
    tokens: list[Token] = state.tokens  # type: ignore[attr-defined]  # markdown-it's state
    for token in tokens:
        if token.type == "inline" and len(token.content) > LONGEST_INLINE:
            token.children = [Token("text", "", 0, content=token.content)]
            token.type = "inline_plain"


def _restore(state: object) -> None:
    for token in state.tokens:  # type: ignore[attr-defined]  # markdown-it's state
        if token.type == "inline_plain":
            token.type = "inline"


def _image(self: object, tokens: list[Token], index: int, *_: object) -> str:
    """Pictures from elsewhere are never loaded: they become links."""
    token = tokens[index]
    address = escape(str(token.attrGet("src") or ""))
    return f'<a href="{address}">{escape(token.content) or address}</a>'


_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_parser.core.ruler.before("inline", "within_reason", _inline_within_reason)
_parser.core.ruler.after("inline", "restore", _restore)
_parser.add_render_rule("image", _image)

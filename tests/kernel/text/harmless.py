"""What HTML from strangers may never hold once it is cleaned."""

from html.parser import HTMLParser

ALLOWED = frozenset(
    (
        *("p", "br", "hr", "em", "strong", "b", "i", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "span"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "div"),
        *("details", "summary"),
    )
)
ATTRIBUTES = frozenset({"href", "title", "class", "start", "align", "rel", "open"})


class _Faults(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.found.append(f"{tag} {name}")
            if name == "href" and not (value or "").lower().startswith(("http://", "https://", "mailto:")):
                self.found.append(f"{tag} {value}")

    def handle_decl(self, decl: str) -> None:
        self.found.append(decl)

    def handle_comment(self, data: str) -> None:
        self.found.append(data)


def faults(html: str) -> list[str]:
    """Every tag, attribute, address, comment or declaration that should not be there."""
    reader = _Faults()
    reader.feed(html)
    reader.close()
    return reader.found

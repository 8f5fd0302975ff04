"""A name stands in a text, never inside a tag, which it would tear apart."""

from html.parser import HTMLParser

import pytest

from portal.kernel.text import Named, render

KEY = "a" * 16
NAME = '" onmouseover="alert(1)'


class Tags(HTMLParser):
    """Every tag with the names of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [name for name, _value in attrs]))


@pytest.mark.parametrize(
    "text",
    [
        '[x](https://a.example "{}")',
        '[x](https://a.example ">{}<")',
        "[x](https://a.example/{})",
        "<https://a.example/{}>",
        "![{}](https://a.example/{})",
        "```{}\nx\n```",
        "| a |\n| - |\n| {} |",
        "[{}](https://a.example)",
    ],
)
def test_no_tag_is_torn(text: str) -> None:
    mention = f"@[Maya](member:{KEY})"
    seen = Tags()
    seen.feed(render(text.replace("{}", mention), names={KEY: Named(NAME)}))
    for tag, names in seen.found:
        assert set(names) <= {"a": {"href", "title", "rel"}, "span": {"class"}, "code": {"class"}}.get(tag, set()), seen

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, sources

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Where HTML that is already made goes onto a page, and where Python says that some HTML is clean.
FRAGMENTS = {"discussions/history.html": 1, "realtime/since.stream.html": 2}
MARKUP = {
    "portal/edges/frame/globals.py",
    "portal/features/discussions/shown.py",
    "portal/kernel/text/folds.py",
    "portal/kernel/text/markdown.py",
    "portal/kernel/text/marking.py",
    "portal/readers/notifications/cards.py",
}
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+false|Markup\(")
FRAGMENT = re.compile(r"\|\s*fragment\b")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_a_template_escapes_what_it_shows(path: Path) -> None:
    text = path.read_text()
    assert UNESCAPED.search(text) is None
    assert len(FRAGMENT.findall(text)) == FRAGMENTS.get(path.relative_to(ROOT / "templates").as_posix(), 0)


def test_only_these_places_call_html_clean() -> None:
    assert {source.path for source in sources("portal") if "Markup(" in source.text} <= MARKUP


@pytest.mark.parametrize("text", ["{{ body|safe }}", "{{ body | safe }}", "{% autoescape false %}"])
def test_unescaped_text_is_seen(text: str) -> None:
    assert UNESCAPED.search(text)

"""What people are told can be translated: refusals go through gettext, and so do the words of templates."""

import ast
import re

from tests.architecture.source import Source, parse, sources

REFUSALS = {"Refused", "NoRoom", "NotABackup"}


def bare(source: Source) -> list[str]:
    """Refusals whose words are written down as they are."""
    return [
        f"{source.path}:{node.lineno}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in REFUSALS
        and node.args
        and _has_words(node.args[0])
    ]


def _has_words(node: ast.expr) -> bool:
    """A text with letters of its own; one that only joins others has none."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return any(isinstance(part, ast.Constant) and re.search("[a-z]", str(part.value)) for part in parts)


def test_refusals_can_be_translated() -> None:
    assert [place for source in sources("portal") for place in bare(source)] == []


def test_a_bare_refusal_is_seen() -> None:
    assert bare(parse("portal/x.py", 'raise Refused("No.")')) == ["portal/x.py:1"]
    assert bare(parse("portal/x.py", 'raise Refused(f"{a} no.")')) == ["portal/x.py:1"]
    assert bare(parse("portal/x.py", 'raise Refused(_("No."))')) == []
    assert bare(parse("portal/x.py", 'raise Refused(f"{a}: {b}")')) == []

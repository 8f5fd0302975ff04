"""From what is alike to what changed: stretches of text with words around them. Standard library only, for the box."""

from collections.abc import Iterator, Sequence
from typing import Any

from portal.features.library.comparing.matching import Same, same_stretches
from portal.features.library.comparing.tokens import Token

AROUND = 12  # words shown before and after a change
Part = tuple[str, str]  # "same", "gone" or "new", and the text


def changes_between(before: Sequence[Token], after: Sequence[Token], most: int) -> dict[str, Any]:
    """`changes` (the first `most`), how many words came and went, and on how many places.

    A change: `page` and `line` where it stands in the newer one, `page_before` in the older one, and its `parts`.
    """
    same = same_stretches([token.text for token in before], [token.text for token in after])
    spans = list(_spans(same, len(before), len(after)))
    groups = _grouped(spans)
    return {
        "changes": [_change(group, before, after) for group in groups[:most]],
        "places": len(groups),
        "gone": sum(a_end - a for a, a_end, _b, _b_end in spans),
        "new": sum(b_end - b for _a, _a_end, b, b_end in spans),
    }


Span = tuple[int, int, int, int]  # what went from the older one, what came in the newer one


def _spans(same: Sequence[Same], before: int, after: int) -> Iterator[Span]:
    a = b = 0
    for one, other, length in [*same, (before, after, 0)]:
        if one > a or other > b:
            yield (a, one, b, other)
        a, b = one + length, other + length


def _grouped(spans: Sequence[Span]) -> list[list[Span]]:
    """Changes so near to each other that what stands between them is shown anyway are one."""
    groups: list[list[Span]] = []
    for span in spans:
        if groups and span[2] - groups[-1][-1][3] <= 2 * AROUND:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _change(group: Sequence[Span], before: Sequence[Token], after: Sequence[Token]) -> dict[str, Any]:
    first, last = group[0], group[-1]
    at = max(first[2] - AROUND, 0)
    parts: list[Part] = []
    for a, a_end, b, b_end in group:
        parts += [("same", _text(after[at:b])), ("gone", _text(before[a:a_end])), ("new", _text(after[b:b_end]))]
        at = b_end
    parts.append(("same", _text(after[at : last[3] + AROUND])))
    here = after[min(first[2], len(after) - 1)] if after else None
    there = before[min(first[0], len(before) - 1)] if before else None
    return {
        "page": here.page if here else 0,
        "line": here.line if here else 0,
        "page_before": there.page if there else 0,
        "cut": [first[2] > AROUND, last[3] + AROUND < len(after)],
        "parts": [part for part in parts if part[1]],
    }


def _text(tokens: Sequence[Token]) -> str:
    """The words with the spaces that stood between them."""
    return "".join(f" {token.text}" if token.apart else token.text for token in tokens)

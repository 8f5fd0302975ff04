"""Marking words where they stand."""

import pytest

from portal.kernel.text import mark_words


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Swab and swabs", ["swab"], "<mark>Swab</mark> and swabs"),
        ("u-boot, boot", ["boot", "u-boot"], "<mark>u-boot</mark>, <mark>boot</mark>"),
        ("<script>a</script>", ["script"], "&lt;<mark>script</mark>&gt;a&lt;/<mark>script</mark>&gt;"),
        ("a.b axb (", ["a.b", "(", "(?:"], "<mark>a.b</mark> axb <mark>(</mark>"),
        ("\u6c34\u6ce5\u5de5", ["\u6ce5"], "\u6c34<mark>\u6ce5</mark>\u5de5"),
        ("nothing <b>", ["", " "], "nothing &lt;b&gt;"),
    ],
)
def test_words_are_marked_and_the_rest_is_escaped(text: str, words: list[str], marked: str) -> None:
    assert mark_words(text, words) == marked

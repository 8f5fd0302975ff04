"""Clean HTML walked through once, block by block, and written down as Markdown."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

from portal.kernel.text.mail_text import escape_line, fenced

DEEPEST = 8  # quotes and lists within each other
BLOCKS = frozenset({"p", "div", "table", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "hr"})
SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}


@dataclass(slots=True)
class _Frame:
    """What is written inside one quote or list item: finished blocks, and the words of the running one."""

    tag: str = ""
    mark: str = ""
    blocks: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


class Walk(HTMLParser):
    """Feed it HTML that was cleaned, then ask for `markdown()`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._frames = [_Frame()]
        self._lists: list[int | None] = []  # the next number of each open list; None for one with points
        self._link: list[tuple[str, int]] = []
        self._pre: list[str] | None = None
        self._marks: list[tuple[str, int]] = []

    def markdown(self) -> str:
        """All that was read."""
        while len(self._frames) > 1:
            self._leave()
        self._end_block()
        return "\n\n".join(self._frames[0].blocks)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._pre is not None:
            if tag == "br":
                self._pre.append("\n")
            return
        if tag in BLOCKS or tag in ("blockquote", "li"):
            self._end_block()
        if tag in ("tr", "td", "th", "br"):
            self._within(tag)
        elif tag == "pre":
            self._pre = []
        else:
            self._begin(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre" and self._pre is not None:
            code, self._pre = "".join(self._pre).strip("\n"), None
            if code.strip():
                self._frames[-1].blocks.append(fenced(code.split("\n")))
        elif self._pre is not None:
            return
        elif tag in ("blockquote", "li"):
            self._leave_to(tag)
        elif tag in ("ul", "ol"):
            self._end_block()
            del self._lists[-1:]
        elif tag == "a" and self._link:
            self._end_link(*self._link.pop())
        elif tag in EMPHASIS:
            self._end_mark(tag)
        elif tag in BLOCKS:
            self._end_block()

    def handle_data(self, data: str) -> None:
        if self._pre is not None:
            self._pre.append(data)
        else:
            self._words.append(escape_line(SPACE.sub(" ", data)))

    def _within(self, tag: str) -> None:
        """Cells stand beside each other, rows and breaks below."""
        line = "".join(self._words).rpartition("\n")[2].strip()
        if tag == "br" or (tag == "tr" and line):
            self._words.append("\n")
        elif tag != "tr" and line:
            self._words.append("  ")

    def _begin(self, tag: str, given: dict[str, str | None]) -> None:
        if tag in ("ul", "ol"):
            self._lists.append(_number(given.get("start")) if tag == "ol" else None)
        elif tag in ("blockquote", "li"):
            self._enter(tag)
        elif tag == "a":
            self._link.append((given.get("href") or "", len(self._words)))
        elif tag in EMPHASIS:
            self._marks.append((tag, len(self._words)))

    @property
    def _words(self) -> list[str]:
        return self._frames[-1].words

    def _enter(self, tag: str) -> None:
        if len(self._frames) > DEEPEST:
            return
        mark = "> "
        if tag == "li":
            number = self._lists[-1] if self._lists else None
            mark = "- " if number is None else f"{number}. "
            if number is not None:
                self._lists[-1] = number + 1
        self._frames.append(_Frame(tag, mark))

    def _leave_to(self, tag: str) -> None:
        self._end_block()
        if any(frame.tag == tag for frame in self._frames[1:]):
            while self._leave() != tag:
                pass

    def _leave(self) -> str:
        self._end_block()
        frame = self._frames.pop()
        words = "\n\n".join(frame.blocks)
        above = self._frames[-1].blocks
        if frame.tag == "blockquote" and words:
            above.append("\n".join(f"> {line}".rstrip() for line in words.split("\n")))
        elif words:
            item = frame.mark + words.replace("\n", "\n" + " " * len(frame.mark))
            together = above and _is_item(above[-1]) and _is_item(item)
            if together:
                above[-1] += "\n" + item
            else:
                above.append(item)
        return frame.tag

    def _end_block(self) -> None:
        frame = self._frames[-1]
        lines = [line.strip() for line in "".join(frame.words).split("\n")]
        frame.words.clear()
        self._link.clear()
        self._marks.clear()
        text = re.sub(r"\n{2,}", "\n\n", "\n".join(map(_line_start, lines))).strip("\n")
        if text.strip():
            frame.blocks.append(text)

    def _end_link(self, address: str, begin: int) -> None:
        words = "".join(self._words[begin:])
        shown = re.sub(r"\\(.)", r"\1", words).strip().strip("<>")
        plain = unquote(address.removeprefix("mailto:")).strip("/")
        if not address or not re.fullmatch(r"[^\s<>\\]+", address):
            return
        if not shown or shown.strip("/") in (plain, address) or address.startswith("mailto:"):
            text = shown if shown and address.startswith("mailto:") else f"<{address}>"
            self._words[begin:] = [escape_line(shown) if text is shown else text]
        else:
            bare = re.sub(r"[<>]", "", words).replace("\n", " ").strip()
            self._words[begin:] = [f"[{bare}](<{address}>)"]

    def _end_mark(self, tag: str) -> None:
        found = next((each for each in reversed(self._marks) if each[0] == tag), None)
        if found is None:
            return
        self._marks.remove(found)
        words = "".join(self._words[found[1] :])
        inner = words.strip()
        if inner and "\n" not in inner and not inner.startswith("*"):
            sign = EMPHASIS[tag]
            before, _, after = words.partition(inner)
            self._words[found[1] :] = [f"{before}{sign}{inner}{sign}{after}"]


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else 1


def _is_item(block: str) -> bool:
    return re.match(r"(?:- |\d+\. )", block) is not None


def _line_start(line: str) -> str:
    """A line that would begin a heading, a quote or a list is shown as it stands."""
    if re.match(r"(?:#{1,6}\s|>|\+\s|-\s|=+$|-+$|~~~|```)", line):
        return "\\" + line
    return re.sub(r"^(\d{1,9})([.)])(?=\s)", r"\1\\\2", line)

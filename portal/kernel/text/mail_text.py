"""Plain text of a mail as Markdown that looks like the mail did.

Prose is unwrapped and its signs are escaped, patches and tables of spaces become fenced code, quotes stay quotes, and
a signature stands below a line of its own (`SIGNATURE_LINE`). What is shown folded is decided later, by `folds`.
"""

import re
from itertools import pairwise

DEEPEST = 6  # levels of quoting that are kept apart
WIDE = 60  # characters: text wrapped narrower than this was broken on purpose
SIGNATURE_LINE = "\\--"
SIGNATURE = re.compile(r"^-- ?$")
ORIGINAL = re.compile(
    r"^\s*(?:-{2,}\s*(?:Original Message|Original Appointment|Forwarded message|Urspr\w+ Nachricht|Message d'origine)"
    r"\s*-{2,}|_{20,})\s*$",
    re.IGNORECASE,
)
HEADING = re.compile(
    r"^\s*\*?(From|Sent|Date|To|Cc|Subject|Von|Gesendet|An|Betreff|De|Envoy\w+)\s?:\*?\s", re.IGNORECASE
)
PATCH = re.compile(r"^(?:diff --git |Index: |--- (?:a/|/dev/null)|@@ -\d+)")
IN_PATCH = re.compile(
    r"^(?:[ +\-@\\]|diff |index |Index: |new file|deleted file|old mode|new mode|similarity|rename |copy |Binary "
    r"|GIT binary|===)"
)
STAT = re.compile(r"^ \S.* \| +(?:\d+ ?[+-]*|Bin .*)$|^ \d+ files? changed")
BULLET = re.compile(r"^ {0,3}(?:[-*\u2022\u00b7] +|\d{1,3}[.)] +)\S")
SHAPED = re.compile(r"\S(?: {3,}|\t+)\S|^(?: {2,}|\t)\S|^[$#] \S|^\s*[|+][-=|+ ]")
ADDRESS = re.compile(r"<?(https?://[^\s<>\"]{3,1000}[^\s<>\"'.,;:!?)\]])>?")
ENTITY = re.compile(r"&(?=#?\w{1,31};)")
EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
RULE = re.compile(r"^\s*(?:[-=_*#~+.]\s?){3,}\s*$")


def text_to_markdown(text: str, depth: int = 0) -> str:
    """Markdown of a mail's plain text, whose lines end alike."""
    lines = _quote_originals(text.expandtabs(8).split("\n")) if depth == 0 else text.split("\n")
    blocks: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif line.startswith(">"):
            at, block = _quote(lines, at, depth)
            blocks.append(block)
        elif PATCH.match(line):
            at, block = _patch(lines, at)
            blocks.append(block)
        elif SIGNATURE.match(line):
            at, block = _signature(lines, at, depth)
            blocks.append(block)
        else:
            at, block = _paragraph(lines, at)
            blocks.append(block)
    return "\n\n".join(block for block in blocks if block)


def _quote_originals(lines: list[str]) -> list[str]:
    """A mail that ends with the one it answers, under its head and without quote signs, gets the signs."""
    for at, line in enumerate(lines):
        head = [HEADING.match(each) for each in lines[at : at + 8]]
        named = {match.group(1).lower() for match in head if match}
        starts = head[0] is not None and head[0].group(1).lower() in ("from", "von", "de")
        if at and ((starts and len(named) >= 3) or (ORIGINAL.match(line) and len(named) >= 2)):
            return lines[:at] + ["> " + each if each.strip() else ">" for each in lines[at:]]
    return lines


def _quote(lines: list[str], at: int, depth: int) -> tuple[int, str]:
    inner: list[str] = []
    while at < len(lines) and lines[at].startswith(">"):
        line = lines[at]
        inner.append(line[2:] if line.startswith("> ") else line[1:])
        at += 1
    if depth >= DEEPEST:
        inner = [line.lstrip("> ") for line in inner]
    words = text_to_markdown("\n".join(inner), depth + 1)
    return at, "\n".join(f"> {line}".rstrip() for line in words.split("\n")) if words else ""


def _patch(lines: list[str], at: int) -> tuple[int, str]:
    begin, at = at, at + 1
    while at < len(lines):
        line = lines[at]
        if SIGNATURE.match(line) or not (IN_PATCH.match(line) or (not line and _goes_on(lines, at))):
            break
        at += 1
    return at, fenced(lines[begin:at], "diff")


def _goes_on(lines: list[str], at: int) -> bool:
    """Whether a patch goes on after an empty line, whose one space was lost on the way."""
    after = next((line for line in lines[at + 1 : at + 4] if line), "")
    return bool(after and re.match(r"[ +\-@]|diff |index ", after) and not SIGNATURE.match(after))


def _signature(lines: list[str], at: int, depth: int) -> tuple[int, str]:
    """From `-- ` to the end, or to a quote that follows."""
    end = at + 1
    while end < len(lines) and not lines[end].startswith(">"):
        end += 1
    words = text_to_markdown("\n".join(lines[at + 1 : end]), depth + 1)
    return end, f"{SIGNATURE_LINE}\n\n{words}" if words else ""


def _paragraph(lines: list[str], at: int) -> tuple[int, str]:
    begin = at
    while at < len(lines) and lines[at].strip() and not lines[at].startswith(">"):
        if at > begin and _begins_another(lines[begin], lines[at]):
            break
        at += 1
    block = [line.rstrip() for line in lines[begin:at]]
    if _is_shaped(block):
        return at, fenced(block)
    if BULLET.match(block[0]):
        return at, _list(block)
    return at, "\n".join(_escaped(line) for line in _unwrapped(block))


def _begins_another(first: str, line: str) -> bool:
    """Whether a line in the middle of a block begins one of another kind."""
    if PATCH.match(line) or SIGNATURE.match(line):
        return True
    return bool((STAT.match(line) and not STAT.match(first)) or (BULLET.match(line) and not BULLET.match(first)))


def _is_shaped(block: list[str]) -> bool:
    """Whether its spaces mean something: a table, a drawing, output of a program."""
    if BULLET.match(block[0]):
        return False
    if all(RULE.match(line) for line in block):
        return False
    shaped = sum(1 for line in block if SHAPED.search(line) or STAT.match(line))
    return shaped * 2 > len(block) or (shaped >= 3 and shaped * 4 > len(block))


def fenced(lines: list[str], language: str = "") -> str:
    """These lines as a block of code, whatever is in them."""
    longest = max((len(run) for line in lines for run in re.findall("`{3,}", line)), default=0)
    fence = "`" * max(3, longest + 1)
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return "\n".join([fence + language, *lines, fence])


def _list(block: list[str]) -> str:
    """A list: each item on its line, what is indented below an item belongs to it."""
    items: list[list[str]] = []
    for line in block:
        if BULLET.match(line):
            items.append([line])
        else:
            items[-1].append(line.strip())
    return "\n".join(_item(item) for item in items)


def _item(lines: list[str]) -> str:
    indent, sign, words = re.match(r"^( *)(\S+) +(.*)$", lines[0]).groups()  # type: ignore[union-attr]  # a BULLET
    mark = f"{indent[:3]}{sign if sign[0].isdigit() else '-'} "
    text = "\n".join(_escaped(line) for line in _unwrapped([words, *lines[1:]]))
    return mark + text.replace("\n", "\n" + " " * len(mark))


def _unwrapped(block: list[str]) -> list[str]:
    """Lines that were broken only because they were full, joined again."""
    width = max(map(len, block))
    found = [block[0].strip()]
    for before, line in pairwise(block):
        first = line.split(maxsplit=1)[0]
        full = width >= WIDE and len(before) + 1 + len(first) > width and len(before) >= WIDE - 15
        if full and not BULLET.match(line) and not line.startswith(" "):
            found[-1] += " " + line.strip()
        else:
            found.append(line.strip())
    return found


def _escaped(line: str) -> str:
    """A line of prose that Markdown shows as it stands; addresses become links."""
    words = escape_line(line)
    if re.match(r"\s*(?:[#>+]|=+\s*$|-+\s*$|~{3,}|`{3,})", words) or RULE.match(words):
        words = "\\" + words.lstrip()
    return re.sub(r"^(\s*)([-*]|\d+)([.)]?)(?=\s)", _unlisted, words)


def escape_line(words: str) -> str:
    """Words without anything Markdown would read as its own; addresses become links."""
    parts = ADDRESS.split(words)
    return "".join(f"<{part}>" if number % 2 else _plain(part) for number, part in enumerate(parts))


def _unlisted(match: re.Match[str]) -> str:
    """What would begin a list in the middle of prose."""
    sign, dot = match.group(2), match.group(3)
    if sign.isdigit():
        return f"{sign}\\{dot}" if dot else sign
    return f"\\{sign}{dot}"


def _plain(words: str) -> str:
    words = re.sub(r"\\(?=[!-/:-@\[-`{-~]|$)", r"\\\\", words)
    words = ENTITY.sub(r"\\&", words)
    words = re.sub(r"[*\[\]]", r"\\\g<0>", words)
    words = words.replace("~~", "\\~\\~").replace("|", "\\|")
    words = EDGE_UNDERSCORE.sub(r"\\_", words)
    if words.count("`") % 2 or "'" in words:
        words = words.replace("`", "\\`")
    return words

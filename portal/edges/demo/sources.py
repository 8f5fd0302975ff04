"""The demo world as it stands in `world/`: plain text, read into what is to be played."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

WORLD = Path(__file__).parent / "world"


@dataclass(slots=True)
class PostText:
    """One post: who, when, the words, and what was done with it (`edited 25m`, `agree priya`, …) in order."""

    who: str
    when: str
    body: str = ""
    later: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class ThreadText:
    """One thread with its posts. `marks` are its own lines: about, pinned, closed."""

    title: str
    kind: str = "discussion"
    audience: str = "everyone"
    marks: dict[str, str] = field(default_factory=dict)
    posts: list[PostText] = field(default_factory=list)


def people() -> list[list[str]]:
    """Word, name, address, title, company, house role (or nothing) of everybody."""
    return list(rows(WORLD / "people.txt"))


def places() -> list[Path]:
    """The folders of the workspaces, in the order they were opened."""
    return sorted(path.parent for path in WORLD.glob("*/workspace.txt"))


def rows(path: Path) -> Iterator[list[str]]:
    """The lines of a table whose cells are parted by bars; `#` begins a remark."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("|")]


def facts(path: Path) -> Iterator[tuple[str, list[str]]]:
    """The lines `key: cell | cell` of a file, in order."""
    for first, *others in rows(path):
        key, _, value = first.partition(":")
        yield key, [value.strip(), *others]


def threads(place: Path) -> list[ThreadText]:
    """Every thread of a workspace."""
    return [each for path in sorted(place.glob("*.md")) for each in _threads(path.read_text(encoding="utf-8"))]


def _threads(text: str) -> list[ThreadText]:
    """`# title`, then lines about the thread, then `## who when` and the words of each post."""
    found: list[ThreadText] = []
    for line in text.splitlines():
        if line.startswith("# "):
            found.append(ThreadText(line[2:].strip()))
        elif line.startswith("## "):
            who, _, when = line[3:].partition(" ")
            found[-1].posts.append(PostText(who, when.strip()))
        elif found and found[-1].posts:
            _in_post(found[-1].posts[-1], line)
        elif found and line.strip():
            _in_head(found[-1], line)
    return found


def _in_head(thread: ThreadText, line: str) -> None:
    key, _, value = (part.strip() for part in line.partition(":"))
    if key in ("kind", "audience"):
        setattr(thread, key, value)
    else:
        thread.marks[key] = value


def _in_post(post: PostText, line: str) -> None:
    deed = re.fullmatch(r"\+ (\w+) ?(.*)", line)
    if deed:
        post.later.append((deed.group(1), deed.group(2)))
    elif post.later and post.later[-1][0] == "edited":
        when, _, words = post.later[-1][1].partition("\n")
        post.later[-1] = ("edited", f"{when}\n{words}{line}\n")
    else:
        post.body += line + "\n"

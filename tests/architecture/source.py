"""The project's own Python files, parsed once, for tests that ask the house about itself."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Source:
    path: str
    text: str
    tree: ast.Module

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


def parse(path: str, text: str) -> Source:
    return Source(path, text, ast.parse(text))


@cache
def sources(*places: str) -> tuple[Source, ...]:
    """Every Python file under these folders and files that says something; generated migrations are not ours."""
    paths = [
        path for place in places for path in ((ROOT / place).rglob("*.py") if "." not in place else [ROOT / place])
    ]
    texts = [(path.relative_to(ROOT).as_posix(), path.read_text()) for path in sorted(paths) if path.exists()]
    return tuple(parse(path, text) for path, text in texts if text.strip())


def everything() -> tuple[Source, ...]:
    return sources("portal", "tests", "tools", "config.py", "wsgi.py")

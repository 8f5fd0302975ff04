import ast
from statistics import median

import pytest

from tests.architecture.source import Function, Source, everything, parse, sources

FILE, FUNCTION, VIEW = 300, 50, 15
FILE_MEDIAN, FUNCTION_MEDIAN = 80, 8
VERBS = {"get", "post", "put", "patch", "delete", "route"}

# Views that are longer than they should be, with their length: may only shrink, and go from here when they are short.
LONG_VIEWS = {
    "portal/edges/pages/overview.py show": 19,
    "portal/features/discussions/thread_views.py change": 18,
    "portal/readers/realtime/views.py since": 16,
}


def length(function: Function) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def is_view(function: Function) -> bool:
    """Whether a decorator such as `@pages.get(…)` makes it one."""
    called = [decorator.func for decorator in function.decorator_list if isinstance(decorator, ast.Call)]
    return any(isinstance(name, ast.Attribute) and name.attr in VERBS for name in called)


def body_length(function: Function) -> int:
    """Lines of what it does: without its signature and its sentence."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def long_views(files: tuple[Source, ...]) -> dict[str, int]:
    views = {
        f"{source.path} {each.name}": body_length(each)
        for source in files
        for each in filter(is_view, source.functions())
    }
    return {name: lines for name, lines in views.items() if lines > VIEW}


def test_no_file_is_long() -> None:
    assert {source.path: source.lines for source in everything() if source.lines > FILE} == {}


def test_no_function_is_long() -> None:
    found = {f"{source.path} {each.name}": length(each) for source in everything() for each in source.functions()}
    assert {name: lines for name, lines in found.items() if lines > FUNCTION} == {}


def test_the_middle_file_and_function_are_short() -> None:
    files = sources("portal")
    assert median([source.lines for source in files] or [0]) <= FILE_MEDIAN
    assert median([length(each) for source in files for each in source.functions()] or [0]) <= FUNCTION_MEDIAN


def test_views_only_load_allow_call_and_respond() -> None:
    assert long_views(sources("portal")) == LONG_VIEWS


@pytest.mark.parametrize(("lines", "expected"), [(15, {}), (16, {"portal/x.py show": 16})])
def test_a_long_view_is_seen(lines: int, expected: dict[str, int]) -> None:
    body = "\n".join(["    pass"] * lines)
    text = f'@pages.get("/x")\ndef show() -> str:\n    """What is shown."""\n{body}\n\ndef helper() -> None:\n{body}\n'
    assert long_views((parse("portal/x.py", text),)) == expected

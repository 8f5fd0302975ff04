import ast
import re
import sys
from collections.abc import Iterator

import pytest

from tests.architecture.source import ROOT, Source, everything, parse, sources

# From the ground up; each may import what stands before it, and itself. `text` knows nobody, so mail renders with it.
ORDER = (
    "kernel.db",
    "kernel.access",
    "kernel.ledger",
    "kernel.jobs",
    "kernel.text",
    "kernel.mail",
    "kernel.blobs",
    "kernel.box",
    "kernel.pictures",
    "kernel.web",
    "features.identity",
    "features.workspaces",
    "features.library",
    "features.requests",
    "features.discussions",
    "features.memory",
)
# Within a floor ORDER decides, from FREE upward nothing does.
FLOORS = ("kernel", "features", "readers", "edges")
FREE = FLOORS.index("readers")
# What a name in an import is called where packages are listed.
PACKAGES = {
    "PIL": "pillow",
    "argon2": "argon2-cffi",
    "docx": "python-docx",
    "flask_babel": "flask-babel",
    "markdown_it": "markdown-it-py",
    "mdit_py_plugins": "mdit-py-plugins",
    "pi_heif": "pi-heif",
    "pptx": "python-pptx",
    "python_calamine": "python-calamine",
    "websocket": "websocket-client",
    "socketio": "python-socketio",
}
# Libraries that read whole files, and the only places that may: children of the box.
PARSERS = {"PIL", "docx", "lxml", "olefile", "pi_heif", "pptx", "pypdfium2", "python_calamine", "xml"}
BOXED = (
    "portal/kernel/box/child/",
    "portal/kernel/pictures/child.py",
    "portal/features/library/extraction/formats/",
    "portal/features/library/extraction/outline/",
    "portal/features/library/marking/child.py",
    "portal/features/library/previews/drawing/",
    "portal/edges/demo/documents/",  # writes some of its own
)
# Come with Flask and Flask-SQLAlchemy by their own documentation.
WITH_FLASK = {"werkzeug", "jinja2", "markupsafe", "itsdangerous", "wtforms", "alembic"}


def imported(source: Source) -> Iterator[str]:
    """Every module it names, as dotted paths: `from portal.kernel import db` gives portal.kernel.db."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{origin(source, node)}.{alias.name}" for alias in node.names)


def origin(source: Source, node: ast.ImportFrom) -> str:
    """The module an import takes from, its dots resolved."""
    if not node.level:
        return node.module or ""
    package = source.path.removesuffix(".py").split("/")[: -node.level]
    return ".".join([*package, node.module] if node.module else package)


def room(module: str) -> str:
    """portal.features.library.views → features.library."""
    return ".".join(module.split(".")[1:3])


def upward(source: Source) -> list[str]:
    """The imports of a file that point up."""
    here = room(source.module)
    theirs = sorted({room(name) for name in imported(source) if name.startswith("portal.")} - {here})
    return [f"{source.path} imports {name}" for name in theirs if not below(name, here)]


def floor(name: str) -> int:
    """The number of a room's floor; what stands on none is the roof, `portal/__init__.py`."""
    first = name.split(".", maxsplit=1)[0]
    return FLOORS.index(first) if first in FLOORS else len(FLOORS)


def below(lower: str, upper: str) -> bool:
    """Whether `upper` may import `lower`."""
    if floor(lower) != floor(upper) or floor(lower) >= FREE:
        return floor(lower) <= floor(upper)
    if upper in FLOORS:  # the page that lists the rooms of its floor
        return True
    return lower in ORDER and upper in ORDER and ORDER.index(lower) < ORDER.index(upper)


def local(source: Source) -> list[str]:
    """The imports that stand inside a function or class."""
    inside = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    outer = (node for node in ast.walk(source.tree) if isinstance(node, inside))
    found = {each for node in outer for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom)}
    return [f"{source.path}:{each.lineno}" for each in sorted(found, key=lambda each: each.lineno)]


def listed(name: str) -> set[str]:
    """The packages a requirements file asks for, by their normal names."""
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    found = (re.match(r"[A-Za-z][\w.-]*", line) for line in lines)
    return {re.sub(r"[-_.]+", "-", each.group()).lower() for each in found if each}


def packages(files: tuple[Source, ...]) -> set[str]:
    """The packages from elsewhere that these files import."""
    names = {name.split(".")[0] for source in files for name in imported(source)}
    elsewhere = names - sys.stdlib_module_names - {"portal", "tests", "tools", "config", "wsgi"}
    return {PACKAGES.get(name, name.replace("_", "-")).lower() for name in elsewhere} - WITH_FLASK


def test_imports_point_down_only() -> None:
    assert [line for source in sources("portal") for line in upward(source)] == []


def test_no_import_hides_in_a_function() -> None:
    assert [line for source in sources("portal", "config.py", "wsgi.py") for line in local(source)] == []


def test_the_portal_imports_only_what_is_installed_to_run_it() -> None:
    assert packages(sources("portal", "config.py", "wsgi.py")) - listed("run.in") == set()


def test_tests_import_only_what_is_installed_to_test() -> None:
    assert packages(everything()) - listed("run.in") - listed("test.in") == set()


def test_programs_are_started_by_the_box_and_by_commands_alone() -> None:
    starting = [source.path for source in sources("portal") if "subprocess" in imported(source)]
    assert [path for path in starting if not path.startswith(("portal/kernel/box/", "portal/edges/cli/"))] == []


def test_what_people_bring_is_parsed_in_the_box_alone() -> None:
    parsing = [
        source.path for source in sources("portal") if PARSERS & {name.split(".")[0] for name in imported(source)}
    ]
    assert [path for path in parsing if not path.startswith(BOXED)] == []


@pytest.mark.parametrize(
    ("path", "line", "allowed"),
    [
        ("portal/features/library/views.py", "from portal.features.workspaces.queries import audience_of", True),
        ("portal/features/library/views.py", "from portal.features.discussions import queries", False),
        ("portal/features/library/views.py", "from portal.readers.search import find", False),
        ("portal/features/unheard/views.py", "from portal.features.identity import models", False),
        ("portal/kernel/db/base.py", "import portal.kernel.ledger.record", False),
        ("portal/kernel/db/base.py", "from portal.kernel.db import edge", True),
        ("portal/kernel/db/base.py", "from . import edge", True),
        ("portal/kernel/db/base.py", "from ..ledger import record", False),
        ("portal/kernel/web/errors.py", "from portal import create_app", False),
        ("portal/readers/realtime/views.py", "from portal.edges.cli import common", False),
        ("portal/features/__init__.py", "from portal.features import discussions", True),
        ("portal/__init__.py", "from portal.edges import REGISTER", True),
    ],
)
def test_the_direction_of_an_import_is_seen(path: str, line: str, *, allowed: bool) -> None:
    assert (upward(parse(path, line)) == []) is allowed


def test_a_hidden_import_is_seen() -> None:
    assert local(parse("portal/x.py", "def f() -> None:\n    import os\n")) == ["portal/x.py:2"]

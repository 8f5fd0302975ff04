"""Work that gives the same for the same input, done once a run: every test makes an application of its own.

Templates, addresses and statements are compiled from nothing but themselves; in tests of features that was most of
the time.
"""

from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from werkzeug.routing import Rule

_engines: dict[str, Engine] = {}  # the first of each kind of database


class Compiled(BytecodeCache):
    """Templates by their place and words."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._known[bucket.key, bucket.checksum] = bucket.code


def remember_statements(engine: Engine) -> None:
    """Let all engines of a kind share what has been compiled for one; the dialect is part of the key."""
    first = _engines.setdefault(engine.dialect.name, engine)
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache


def _remember_builders() -> None:
    """What puts addresses together, by the rule; defaults are worked into it, so those are left alone."""
    known: dict[tuple[object, ...], Any] = {}
    compile_builder = Rule._compile_builder

    def remembered(rule: Rule, append_unknown: bool = True) -> Any:  # noqa: FBT002 (Werkzeug's own)
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in known:
            known[key] = compile_builder(rule, append_unknown)
        return known[key]

    Rule._compile_builder = remembered  # type: ignore[assignment,method-assign]


Flask.jinja_options = Flask.jinja_options | {"bytecode_cache": Compiled()}
_remember_builders()

"""Throughline: `create_app` is the only wiring. What exists is listed here, floor by floor."""

import re
from pathlib import Path

from flask import Flask

from config import DEFAULT_SECRET, Settings
from portal.edges import REGISTER as EDGES
from portal.features import REGISTER as FEATURES
from portal.kernel.access import guard_routes
from portal.kernel.blobs import init_blobs
from portal.kernel.db import init_db
from portal.kernel.ledger import init_ledger
from portal.kernel.log import init_log
from portal.kernel.web import init_web
from portal.readers import REGISTER as READERS

# An error must not carry what people wrote into logs and onto the administrator's page.
ENGINE = {"pool_size": 20, "max_overflow": 60, "hide_parameters": True}
ROOT = Path(__file__).resolve().parent.parent
ADDRESS = re.compile(r"https?://[^/\s]+(/[^\s]*)?")


class Misconfigured(RuntimeError):
    """A setting makes it unsafe to start; the message names it."""


def create_app(settings: Settings) -> Flask:
    """Build the application from its settings. Raises Misconfigured in production rather than start unsafely."""
    _refuse_unsafe(settings)
    init_log()
    app = Flask(
        "portal",
        root_path=str(ROOT),
        template_folder="templates",
        static_folder="static/dist",
        static_url_path="/static",
    )
    app.config.from_object(settings)
    app.config["SQLALCHEMY_DATABASE_URI"] = _database(settings)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = ENGINE
    init_db(app)
    init_ledger(app)
    init_blobs(app)
    init_web(app)
    for register in (*FEATURES, *READERS, *EDGES):
        register(app)
    guard_routes(app)
    return app


def _database(settings: Settings) -> str:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    return settings.DATABASE_URL or f"sqlite:///{settings.DATA_DIR.resolve() / 'portal.db'}"


def _refuse_unsafe(settings: Settings) -> None:
    if not settings.PRODUCTION:
        return
    wrong = []
    if settings.SECRET_KEY == DEFAULT_SECRET or len(settings.SECRET_KEY) < 32:
        wrong.append("SECRET_KEY must be set, to at least 32 random characters")
    if settings.DEBUG or settings.TESTING:
        wrong.append("DEBUG and TESTING must be off")
    if settings.PUBLIC_URL == Settings.PUBLIC_URL:
        wrong.append("PUBLIC_URL must be the address people type")
    elif not ADDRESS.fullmatch(settings.PUBLIC_URL):
        wrong.append(f"PUBLIC_URL must be like https://portal.example.com, not {settings.PUBLIC_URL!r}")
    if wrong:
        raise Misconfigured("; ".join(wrong))

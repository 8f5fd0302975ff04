"""Putting the web together: extensions, hooks, filters."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.kernel.access import anyone, rule
from portal.kernel.web.assets import init_assets
from portal.kernel.web.busy import init_busy
from portal.kernel.web.errors import init_errors
from portal.kernel.web.headers import init_headers
from portal.kernel.web.language import init_language
from portal.kernel.web.limits import limiter
from portal.kernel.web.packing import init_packing
from portal.kernel.web.requests import init_requests
from portal.kernel.web.templates import init_templates

csrf = CSRFProtect()
ViewT = TypeVar("ViewT", bound=Callable[..., Any])


def init_web(app: Flask) -> None:
    """Give an application its headers, cookies, limits, languages, errors and assets."""
    _settle_cookies(app)
    init_requests(app)
    csrf.init_app(app)
    limiter.init_app(app)
    init_headers(app)
    init_language(app)
    init_errors(app)
    init_busy(app)
    init_assets(app)
    init_templates(app)
    init_packing(app)
    rule(anyone)(app.view_functions["static"])  # styles and scripts are the same for the whole world
    if app.config["TRUSTED_PROXIES"]:
        count = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def unguarded(view: ViewT) -> ViewT:
    """A view that checks the token of its form itself, because its body must not be read as a whole."""
    csrf.exempt(view)
    return view


def _settle_cookies(app: Flask) -> None:
    secure = app.config["PUBLIC_URL"].startswith("https://")
    app.config.update(
        SESSION_COOKIE_NAME="__Host-throughline" if secure else "throughline",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(days=app.config["SESSION_MAX_DAYS"]),
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,  # a tab may stay open for days; the token lives as long as the session
        MAX_CONTENT_LENGTH=app.config["MAX_FORM_BYTES"],
    )

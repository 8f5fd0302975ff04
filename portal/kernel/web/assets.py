"""Addresses of built styles and scripts: content-hashed names from the build's manifest."""

import json
from pathlib import Path

from flask import Flask, current_app, url_for

_KEY = "throughline.assets"


def init_assets(app: Flask) -> None:
    """Read the manifest once; a page asks with `asset('app.css')`."""
    manifest = Path(app.static_folder or "") / "manifest.json"
    app.extensions[_KEY] = json.loads(manifest.read_text()) if manifest.exists() else {}
    app.jinja_env.globals["asset"] = asset
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31536000  # names change with content


def asset(name: str) -> str:
    """The address of a built file; its plain name where nothing was built (tests without a front end)."""
    return url_for("static", filename=current_app.extensions[_KEY].get(name, name))

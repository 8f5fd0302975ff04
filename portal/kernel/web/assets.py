"""Addresses of built styles and scripts: content-hashed names from the build's manifest."""

import json
from pathlib import Path

from flask import Flask, current_app

_KEY = "throughline.assets"


def init_assets(app: Flask) -> None:
    """Read the manifest once; a page asks with `asset('app.css')`."""
    manifest = Path(app.static_folder or "") / "manifest.json"
    names = json.loads(manifest.read_text()) if manifest.exists() else {}
    app.extensions[_KEY] = {name: f"{app.static_url_path}/{built}" for name, built in names.items()}
    app.jinja_env.globals["asset"] = asset
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31536000  # names change with content


def asset(name: str) -> str:
    """The address of a built file; its plain name where nothing was built (tests without a front end)."""
    found: str | None = current_app.extensions[_KEY].get(name)
    return found or f"{current_app.static_url_path}/{name}"

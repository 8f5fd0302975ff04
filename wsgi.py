"""The application as servers and the `flask` command find it; the only file that reads the environment."""

from config import from_environment
from portal import Misconfigured, create_app

try:
    app = create_app(from_environment())
except (Misconfigured, ValueError) as wrong:
    raise SystemExit(f"Throughline cannot start: {wrong}") from wrong
except OSError as wrong:
    raise SystemExit(f"Throughline cannot use {wrong.filename}: {wrong.strerror}") from wrong

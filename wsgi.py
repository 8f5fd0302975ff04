"""The application as servers and the `flask` command find it; the only file that reads the environment."""

from config import from_environment
from portal import create_app

app = create_app(from_environment())

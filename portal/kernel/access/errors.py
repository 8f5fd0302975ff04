"""The two refusals. Outsiders cannot tell the first from an address that never existed."""

from werkzeug.exceptions import Forbidden, NotFound

__all__ = ["Forbidden", "NotFound"]

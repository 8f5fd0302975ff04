"""Small pictures of people and workspaces: drawn anew by a child that can do nothing else, kept in the database.

Whatever was uploaded is never stored or served: only the redrawn picture is, without anything that was hidden in it.
"""

from portal.kernel.pictures.models import Picture
from portal.kernel.pictures.redraw import LARGEST, Unreadable, redraw
from portal.kernel.pictures.store import answer, replace

__all__ = ["LARGEST", "Picture", "Unreadable", "answer", "redraw", "replace"]

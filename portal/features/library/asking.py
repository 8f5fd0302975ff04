"""Before a file leaves a view-only folder: whoever moves or copies it says that customers shall get the original."""

from collections.abc import Sequence
from typing import Any

from flask import request

from portal.features.library.models import File, Folder
from portal.features.library.policy import closed_by
from portal.features.library.view_only import lets_out
from portal.features.workspaces.rules import this_member
from portal.kernel.access import Audience, Role


def let_out() -> bool:
    """Whether the form says so."""
    return request.form.get("let_out") == "yes"


def going_out(files: Sequence[File], folder: Folder | None, audience: Audience | None = None) -> dict[str, Any]:
    """For `library/_let_out.html`: `out`, those files; `out_of`, the folder they leave; `out_asked`, asked before.

    Nothing once it is said. Guests are not asked, for they may not at all. `audience` is that of copies.
    """
    staff = Role(this_member().role).for_staff
    out = [file for file in files if lets_out(file, audience or file.audience, folder)] if staff else []
    if not out or let_out():
        return {"out": []}
    return {"out": out, "out_of": closed_by(out[0].folder), "out_asked": "out_asked" in request.form}

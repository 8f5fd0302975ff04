"""Words that mean the same in this house, for its searches."""

from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext as _

from portal.edges.admin.rules import in_house
from portal.kernel.access import Permission, rule
from portal.kernel.db import write
from portal.kernel.web import Refused, see_other
from portal.readers.search.synonyms import GROUPS, as_text, read_synonyms, save_synonyms

pages = Blueprint("admin_words", __name__, url_prefix="/admin/words")


@pages.get("")
@rule(in_house(Permission.MANAGE_HOUSE))
def show() -> Any:
    """The list."""
    return _words(as_text())


@pages.post("")
@rule(in_house(Permission.MANAGE_HOUSE))
def save() -> Any:
    """Take another list."""
    typed = request.form.get("words", "")
    try:
        groups = read_synonyms(typed)
    except Refused as refusal:
        return _words(typed, refused=refusal), 422
    with write():
        save_synonyms(by=g.person, groups=groups)
    flash(_("Saved. Searches follow it from now on."))
    return see_other(url_for("admin_words.show"))


def _words(typed: str, *, refused: Refused | None = None) -> str:
    return render_template("admin/words.html", typed=typed, refused=refused, most=GROUPS)

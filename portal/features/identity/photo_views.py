"""One's own photo: taken in, drawn anew, shown to oneself. Others see it through the workspaces they share."""

from typing import Any

from flask import flash, g, url_for
from flask_babel import gettext as _

from portal.features.identity import people
from portal.features.identity.pictures import drawn_from
from portal.features.identity.profile_views import profile_page
from portal.features.identity.views import code_rate, pages
from portal.kernel.access import rule, signed_in
from portal.kernel.db import write
from portal.kernel.pictures import answer
from portal.kernel.web import Refused, limiter, see_other, unguarded


@pages.post("/profile/photo")
@unguarded  # `drawn_from` checks the token: a photo is larger than the forms the hook reads
@rule(signed_in)
@limiter.limit(code_rate)
def save_photo() -> Any:
    """Take a photo in."""
    try:
        drawn = drawn_from("photo", square=True)
    except Refused as refusal:
        return profile_page(photo_error=refusal.message), 422
    with write():
        people.set_photo(g.person, drawn)
    flash(_("Saved."))
    return see_other(url_for("identity.profile"))


@pages.post("/profile/photo/remove")
@rule(signed_in)
def remove_photo() -> Any:
    """Take it away."""
    with write():
        people.set_photo(g.person, None)
    return see_other(url_for("identity.profile"))


@pages.get("/profile/photo/<picture>")
@rule(signed_in)
def photo(picture: str) -> Any:
    """Show one's own."""
    return answer(g.person.photo, picture)

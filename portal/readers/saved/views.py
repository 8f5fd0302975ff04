"""Remembering what was searched, and the searches one keeps. Only ever the reader's own."""

from typing import Any

from flask import Blueprint, current_app, flash, render_template, request, url_for
from flask_babel import gettext as _

from portal.features.identity.forms import said
from portal.features.identity.sessions import actor
from portal.features.workspaces.rules import load_workspace
from portal.kernel.access import NotFound, Permission, rule, signed_in
from portal.kernel.db import write
from portal.kernel.web import Refused, limiter, see_other
from portal.readers.saved import services
from portal.readers.saved.forms import SavedForm
from portal.readers.saved.models import SavedSearch, Tell
from portal.readers.saved.present import described, saved_url
from portal.readers.saved.queries import saved_or_404
from portal.readers.saved.questions import asked_of
from portal.readers.search.asked import Asked, asked

pages = Blueprint("searches", __name__, url_prefix="/search")


def search_rate() -> str:
    """The configured limit."""
    return str(current_app.config["RATE_SEARCH"])


@pages.post("/recent")
@rule(signed_in)
@limiter.limit(search_rate)
def remember() -> Any:
    """The page of results says what it shows, after it is shown: the answer waits for no writing."""
    wanted = _wanted()
    with write():
        services.remember(by=actor(), asked=wanted)
    return "", 204


@pages.post("/recent/forget")
@rule(signed_in)
def forget() -> Any:
    """Take one of the last searches away, or all."""
    with write():
        services.forget(by=actor(), public_id=request.form.get("one", ""))
    return see_other(url_for("search.results"))


@pages.post("/keep")
@rule(signed_in)
@limiter.limit(search_rate)
def keep() -> Any:
    """Keep the search in the address."""
    form, wanted = SavedForm(), _wanted()
    if not form.validate_on_submit():
        return _page(form, wanted), 422
    try:
        with write():
            services.keep(by=actor(), asked=wanted, name=said(form.name), tell=Tell(said(form.tell)))
    except Refused as refusal:
        form.problem(refusal.message)
        return _page(form, wanted), 422
    flash(_("Kept. You find it on the search page."))
    return see_other(wanted.url())


@pages.get("/saved/<saved_id>")
@rule(signed_in)
def show(saved_id: str) -> Any:
    """How it is called, and how its news are told."""
    saved = saved_or_404(actor(), saved_id)
    return _page(SavedForm(obj=saved), asked_of(saved.question), saved)


@pages.post("/saved/<saved_id>")
@rule(signed_in)
@limiter.limit(search_rate)
def change(saved_id: str) -> Any:
    """Store it."""
    form, saved = SavedForm(), saved_or_404(actor(), saved_id)
    if not form.validate_on_submit():
        return _page(form, asked_of(saved.question), saved), 422
    try:
        with write():
            saved = saved_or_404(actor(), saved_id)
            services.change(by=actor(), saved=saved, name=said(form.name), tell=Tell(said(form.tell)))
    except Refused as refusal:
        form.problem(refusal.message)
        return _page(form, asked_of(saved.question), saved), 422
    return see_other(url_for("search.results"))


@pages.post("/saved/<saved_id>/<deed>")
@rule(signed_in)
def end(saved_id: str, deed: str) -> Any:
    """Nothing is new in it any more, or it is kept no more."""
    if deed not in services.DEEDS:
        raise NotFound
    with write():
        services.DEEDS[deed](by=actor(), saved=saved_or_404(actor(), saved_id))
    return see_other(url_for("search.results"))


def _wanted() -> Asked:
    """What the address asks. NotFound for a workspace the reader is not in."""
    wanted = asked()
    if wanted.workspace:
        load_workspace(wanted.workspace, Permission.READ)
    return wanted


def _page(form: SavedForm, wanted: Asked, saved: SavedSearch | None = None) -> str:
    return render_template(
        "saved/saved.html",
        form=form,
        asked=wanted,
        saved=saved,
        words=described(wanted),
        action=saved_url(saved) if saved else url_for("searches.keep", **wanted.fields()),
    )

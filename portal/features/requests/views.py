"""Pages of file requests for members: the list, asking, giving, deciding."""

from typing import Any

from flask import Blueprint, current_app, flash, jsonify, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.features.identity.sessions import actor
from portal.features.library.present import reading_line
from portal.features.library.uploads import taking_in
from portal.features.requests import giving, links, services
from portal.features.requests.asking import choices, made, new_form
from portal.features.requests.forms import RequestForm
from portal.features.requests.present import request_rows, request_url, whole
from portal.features.requests.queries import link_or_404, links_of, request_or_404, requests_of, wanted_or_404
from portal.features.workspaces.queries import reads
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.kernel.access import NotFound, Permission, rule
from portal.kernel.db import db, write
from portal.kernel.web import Refused, limiter, paginate, see_other, unguarded, wants_json

pages = Blueprint("requests", __name__, url_prefix="/w/<workspace_id>/file-requests")
DEEDS = {"accept": services.accept, "drop": services.drop}
LINK_DEEDS = {"again": links.send_again, "revoke": services.revoke_link}


def ask_rate() -> str:
    """The configured limit: each may be ten mails."""
    return str(current_app.config["RATE_INVITE"])


@pages.get("")
@rule(in_workspace())
def index(workspace_id: str) -> str:
    """Open requests, soonest due first, then those that ended."""
    workspace, who = this_workspace(), actor()
    page = paginate(db.session(), requests_of(workspace, who, ended=True), size=20)
    waiting = db.session.scalars(requests_of(workspace, who).limit(100)).unique().all() if page.number == 1 else []
    shown = {"waiting": request_rows(waiting, who), "ended": request_rows(page.items, who), "page": page}
    return render_template("requests/index.html", tab="files", workspace=workspace, member=this_member(), **shown)


@pages.get("/new")
@rule(in_workspace(Permission.ASK_FOR_FILES))
def new(workspace_id: str) -> str:
    """Ask for what, of whom, until when."""
    return _new_page(new_form())


@pages.post("")
@rule(in_workspace(Permission.ASK_FOR_FILES))
@limiter.limit(ask_rate)
def make(workspace_id: str) -> Any:
    """Ask. What was typed stays in the form until everything of it can be done."""
    form = new_form()
    if not form.validate_on_submit():
        return _new_page(form), 422
    try:
        with write():
            found = made(form)
    except Refused as refusal:
        form.problem(refusal.field, refusal.message)
        return _new_page(form), 422
    flash(_("Asked."))
    return see_other(request_url(found))


@pages.get("/<file_request_id>")
@rule(in_workspace())
def show(workspace_id: str, file_request_id: str) -> str:
    """What is wanted, and what has come."""
    return _page(file_request_id)


@pages.post("/<file_request_id>/<deed>")
@rule(in_workspace(Permission.ASK_FOR_FILES))
def change(workspace_id: str, file_request_id: str, deed: str) -> Any:
    """Remind, or take the request back."""
    with write():
        found = request_or_404(this_workspace(), actor(), file_request_id)
        if deed == "remind":
            services.remind(by=actor(), request=found)
        elif deed == "withdraw":
            services.withdraw(by=actor(), request=found)
        else:
            raise NotFound
    flash(_("Those who have not answered are asked again.") if deed == "remind" else _("The request is withdrawn."))
    return see_other(request_url(found))


@pages.post("/<file_request_id>/links/<link_id>/<deed>")
@rule(in_workspace(Permission.ASK_FOR_FILES))
@limiter.limit(ask_rate)
def change_link(workspace_id: str, file_request_id: str, link_id: str, deed: str) -> Any:
    """Send a link again, or revoke it."""
    with write():
        found = request_or_404(this_workspace(), actor(), file_request_id)
        link = link_or_404(found, actor(), link_id)
        if deed not in LINK_DEEDS:
            raise NotFound
        LINK_DEEDS[deed](by=actor(), link=link)
    flash(_("Sent to %(email)s.", email=link.email) if deed == "again" else _("The link takes nothing any more."))
    return see_other(request_url(found))


@pages.post("/<file_request_id>/wanted/<wanted_id>")
@unguarded  # `taking_in` checks the token before it keeps a byte
@rule(in_workspace(Permission.UPLOAD))
def fill(workspace_id: str, file_request_id: str, wanted_id: str) -> Any:
    """Give files."""
    try:
        giving.refuse_ended(*_place(file_request_id, wanted_id))
        with taking_in(workspace_id) as received:
            found, wanted = _place(file_request_id, wanted_id, hold=True)
            giving.fill(by=actor(), request=found, wanted=wanted, contents=received.contents)
    except Refused as refusal:
        return _refused(refusal, file_request_id, wanted_id)
    return _sent(len(received.contents), request_url(found))


@pages.post("/<file_request_id>/wanted/<wanted_id>/<deed>")
@rule(in_workspace(Permission.ASK_FOR_FILES))
def decide(workspace_id: str, file_request_id: str, wanted_id: str, deed: str) -> Any:
    """Accept what came, send it back, or say that it is not needed."""
    reason = request.form.get("reason", "")
    try:
        with write():
            found, wanted = _place(file_request_id, wanted_id, hold=True)
            if deed == "back":
                services.send_back(by=actor(), request=found, wanted=wanted, reason=reason)
            elif deed in DEEDS:
                DEEDS[deed](by=actor(), request=found, wanted=wanted)
            else:
                raise NotFound
    except Refused as refusal:
        return _refused(refusal, file_request_id, wanted_id, reason)
    return see_other(request_url(found))


def _place(file_request_id: str, wanted_id: str, *, hold: bool = False) -> Any:
    found = request_or_404(this_workspace(), actor(), file_request_id)
    return found, wanted_or_404(found, actor(), wanted_id, hold=hold)


def _sent(number: int, back: str) -> Any:
    words = ngettext("Sent: %(num)s file. It has arrived.", "Sent: %(num)s files. They have arrived.", number)
    if wants_json():
        return jsonify({"files": number, "message": words}), 201
    flash(words)
    return see_other(back)


def _refused(refusal: Refused, file_request_id: str, wanted_id: str, reason: str = "") -> Any:
    if wants_json():
        raise refusal
    problem = {"at": wanted_id, "field": refusal.field, "words": refusal.message, "reason": reason}
    return _page(file_request_id, problem), refusal.code


def _new_page(form: RequestForm) -> str:
    shown = choices()
    return render_template("requests/new.html", form=form, tab="files", workspace=this_workspace(), **shown)


def _page(file_request_id: str, problem: dict[str, str] | None = None) -> str:
    workspace, who = this_workspace(), actor()
    found = request_or_404(workspace, who, file_request_id)
    shown = whole(found, this_member(), who)
    theirs = db.session.scalars(links_of(found, who)).all() if this_member().may(Permission.ASK_FOR_FILES) else []
    return render_template(
        "requests/request.html",
        shown=shown,
        links=theirs,
        line=reading_line(found.into) if reads(who, found.into) else "",
        problem=problem or {},
        tab="files",
        workspace=workspace,
    )

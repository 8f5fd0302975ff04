"""The page behind a link: who asks for what, a mailed code, giving. It shows nothing else and gives nothing back."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, flash, g, jsonify, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from portal.features.identity import proofs
from portal.features.identity.forms import CodeForm, said
from portal.features.identity.models import Person, Proof, Purpose
from portal.features.library.transfers import transfer
from portal.features.library.uploads import Received, receive
from portal.features.requests import giving, links
from portal.features.requests.models import RequestLink, Wanted
from portal.features.requests.policy import TAKING
from portal.features.requests.present import given_row, late_words, state_of
from portal.features.requests.queries import given_by, used_of
from portal.kernel.access import NotFound, anyone, rule
from portal.kernel.db import db, now, write
from portal.kernel.web import Refused, limiter, see_other, unguarded, wants_json

pages = Blueprint("give", __name__, url_prefix="/give")
HELD, GIVES = "give_token", "gives"
UNOPENED = {"by": None, "url": ""}  # one's own files by name and size, never to open
PROVED_FOR = timedelta(hours=12)  # then another code is mailed


def code_rate() -> str:
    """The configured limit."""
    return str(current_app.config["RATE_CODE"])


def give_rate() -> str:
    """The configured limit."""
    return str(current_app.config["RATE_GIVE"])


def this_link() -> str:
    """Who is counted: the link, wherever it is used."""
    return f"give:{proofs.hashed(str((request.view_args or {}).get('token', '')))}"


@pages.get("/<token>")
@rule(anyone)  # opened from the mail; tells nothing that the mail did not, until the address is proved
def show(token: str) -> Any:
    """Who asks for what. Opening it changes nothing: mail scanners open it too."""
    link = links.by_token(token)
    if link is None or links.gone(link):
        return _gone(link, token)
    return _give_page(link, token) if _proved(link) else _ask_page(link, token)


@pages.post("/<token>")
@rule(anyone)  # the button of that page
@limiter.limit(code_rate)
@limiter.limit(code_rate, key_func=this_link)
def begin(token: str) -> Any:
    """Mail a code to the address the link is for."""
    link = links.by_token(token)
    if link is None or links.gone(link):
        return _gone(link, token)
    if _proved(link):
        return see_other(url_for("give.show", token=token))
    with write():
        links.mark_opened(link)
        proof = proofs.ask(link.email, purpose=Purpose.GIVE, detail={"link": link.id})
    session[HELD] = token
    return see_other(url_for("give.code", proof_id=proof.public_id))


@pages.get("/code/<proof_id>")
@rule(anyone)  # the second step
def code(proof_id: str) -> Any:
    """Ask for the six digits."""
    return _code_page(CodeForm(), proof_id)


@pages.post("/code/<proof_id>")
@rule(anyone)  # the second step
@limiter.limit(code_rate)
def finish(proof_id: str) -> Any:
    """With the six digits this browser may give."""
    form = CodeForm()
    with write():
        proof = proofs.try_code(proof_id, said(form.code))
        link = _of(proof)
    token = str(session.get(HELD, ""))
    if link is None or not token or link.token_hash != proofs.hashed(token):
        form.code.errors = [proofs.refuse_code().message]
        return _code_page(form, proof_id), 422
    session[GIVES] = session.get(GIVES, {}) | {link.public_id: now().isoformat()}
    return see_other(url_for("give.show", token=token))


@pages.post("/<token>/wanted/<wanted_id>")
@unguarded  # `receive` checks the token of the form before it keeps a byte
@rule(anyone)  # who has proved the address of the link
@limiter.limit(give_rate, key_func=this_link)
def take(token: str, wanted_id: str) -> Any:
    """Take files in."""
    try:
        link, wanted = _place(token, wanted_id)
        giving.refuse_ended(link.request, wanted)
        giving.refuse_over(link)
        received = _received(link)
        with write():
            link, wanted = _place(token, wanted_id, hold=True)  # it may have been a long upload
            giving.give(link=link, wanted=wanted, contents=received.contents)
    except Refused as refusal:
        return _refused(refusal, token, wanted_id)
    return _sent(len(received.contents), token)


@pages.post("/<token>/ask")
@rule(anyone)  # the button of the page that says why not
@limiter.limit(code_rate)
def ask_again(token: str) -> Any:
    """Ask whoever sent it for a new one."""
    with write():
        link = links.by_token(token, hold=True)
        if link is None:
            raise NotFound
        links.wish_again(link)
    return see_other(url_for("give.show", token=token))


@pages.post("/<token>/quiet")
@rule(anyone)  # who has proved the address of the link
@limiter.limit(code_rate)
def quiet(token: str) -> Any:
    """No more reminders."""
    with write():
        link = links.by_token(token, hold=True)
        if link is None or links.gone(link) or not _proved(link):
            raise NotFound
        link.quiet = True
    flash(_("No more reminders will be sent to you about this."))
    return see_other(url_for("give.show", token=token))


def _received(link: RequestLink) -> Received:
    key, most = link.request.workspace.public_id, giving.room_of(link)
    with transfer():
        return receive(request, key, most)


def _place(token: str, wanted_id: str, *, hold: bool = False) -> tuple[RequestLink, Wanted]:
    """A link that takes, whose address is proved here, and one of its own places; else NotFound."""
    link = links.by_token(token, hold=hold)
    if link is None or links.gone(link) or not _proved(link):
        raise NotFound
    query = select(Wanted).where(Wanted.link_id == link.id, Wanted.public_id == wanted_id)
    wanted = db.session.scalars(query.with_for_update(of=Wanted) if hold else query).first()
    if wanted is None:
        raise NotFound
    return link, wanted


def _proved(link: RequestLink) -> bool:
    """Whether the address was proved in this browser not long ago, or by the account that is signed in."""
    me: Person | None = g.get("person")
    mine = me.addresses if me is not None else []
    if any(each.verified_at is not None and each.email_key == link.email_key for each in mine):
        return True
    at = session.get(GIVES, {}).get(link.public_id, "")
    return bool(at) and at > (now() - PROVED_FOR).isoformat()


def _of(proof: Proof | None) -> RequestLink | None:
    """The link a code was asked for, while it takes."""
    if proof is None or proof.purpose != Purpose.GIVE:
        return None
    link = db.session.get(RequestLink, proof.detail["link"])
    return link if link is not None and links.gone(link) is None else None


def _ask_page(link: RequestLink, token: str) -> str:
    return render_template("requests/give_ask.html", token=token, **_frame(link))


def _give_page(link: RequestLink, token: str, problem: dict[str, str] | None = None) -> str:
    places = db.session.scalars(select(Wanted).where(Wanted.link_id == link.id).order_by(Wanted.id)).all()
    given, (files, used) = given_by(link), used_of(link)
    shown = [
        {
            "wanted": wanted,
            "words": state_of(wanted),
            "takes": wanted.state in TAKING and link.request.is_open,
            "given": [given_row(each) | UNOPENED for each in given if each.item_id == wanted.item_id],
        }
        for wanted in places
    ]
    left = {"files": link.most_files - files, "bytes": max(link.most_bytes - used, 0)}
    return render_template(
        "requests/give.html", token=token, places=shown, left=left, problem=problem or {}, **_frame(link)
    )


def _frame(link: RequestLink) -> dict[str, Any]:
    """Who asks, for which house, by when: all that is told of the other side."""
    asked = {"link": link, "asker": link.sponsor.person, "company": link.sponsor.company}
    return asked | {"request_": link.request, "late": late_words(link.request)}


def _code_page(form: CodeForm, proof_id: str) -> str:
    return render_template("requests/give_code.html", form=form, proof_id=proof_id, token=session.get(HELD, ""))


def _refused(refusal: Refused, token: str, wanted_id: str) -> Any:
    link = links.by_token(token)
    if wants_json() or link is None or links.gone(link):
        raise refusal
    return _give_page(link, token, {"at": wanted_id, "words": refusal.message}), refusal.code


def _sent(number: int, token: str) -> Any:
    words = ngettext("Sent: %(num)s file. It has arrived.", "Sent: %(num)s files. They have arrived.", number)
    if wants_json():
        return jsonify({"files": number, "message": words}), 201
    flash(words)
    return see_other(url_for("give.show", token=token))


def _gone(link: RequestLink | None, token: str) -> Any:
    return render_template("requests/give_gone.html", link=link, why=links.gone(link), token=token), 410

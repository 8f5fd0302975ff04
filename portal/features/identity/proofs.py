"""Mailed codes and links: asked for, tried, used once."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any

from flask import current_app, session
from flask_babel import gettext as _
from sqlalchemy import select

from portal.features.identity.models import Person, PersonState, Proof, Purpose
from portal.features.identity.queries import email_key, house, person_by_email
from portal.kernel.db import db, now
from portal.kernel.jobs import enqueue
from portal.kernel.mail import OutboundMail, queue_mail, recheck, written_later
from portal.kernel.mail.queue import JOB
from portal.kernel.web import Refused

LIFETIME = timedelta(minutes=10)
TRIES = 5
TO_ANYBODY = (Purpose.JOIN, Purpose.ASK_IN, Purpose.GIVE)  # whoever reads mail there need not be known yet
BROWSER = "browser"
WRONG = "This code does not fit. Look at the newest mail, or ask for a new code."


def browser_key() -> str:
    """A random mark of this browser: a code works only where it was asked for."""
    if BROWSER not in session:
        session[BROWSER] = secrets.token_urlsafe(24)
    return str(session[BROWSER])


def ask(email: str, *, purpose: Purpose, person: Person | None = None, detail: dict[str, Any] | None = None) -> Proof:
    """Make a code and a link for an address, and mail them if somebody is to receive them.

    The answer is alike for known and unknown addresses, and so is the work: a proof is made and a job added either
    way, and only known ones are sent anything.
    """
    person = person or person_by_email(email)
    known = person if person is not None and person.state == PersonState.ACTIVE else None
    code, token = f"{secrets.randbelow(10**6):06d}", secrets.token_urlsafe(32)
    proof = Proof(
        purpose=purpose,
        email_key=email_key(email),
        person_id=known.id if known else None,
        code_hash=_code_hash(email_key(email), code),
        link_hash=hashed(token),
        browser_key=hashed(browser_key()),
        detail=detail or {},
        expires_at=now() + LIFETIME,
    )
    db.session.add(proof)
    db.session.flush()
    mail = _mail(proof, email, code, token, known)
    if purpose in TO_ANYBODY or (known and purpose is not Purpose.NOTHING):
        queue_mail(mail)
    else:
        enqueue(JOB, {"mail": 0}, dedupe=f"{JOB}:{proof.public_id}")
    return proof


def try_code(public_id: str, code: str) -> Proof | None:
    """Use up a proof by its code. None (after counting the try) when it does not fit this browser, code or time."""
    proof = db.session.scalars(select(Proof).where(Proof.public_id == public_id).with_for_update()).first()
    if proof is None or not _open(proof) or proof.browser_key != hashed(browser_key()):
        return None
    proof.tries += 1
    if not hmac.compare_digest(proof.code_hash, _code_hash(proof.email_key, "".join(code.split()))):
        return None
    proof.used_at = now()
    return proof


def lately_used(public_id: str, *, purpose: Purpose, by: Person) -> Proof | None:
    """A proof of that purpose which this person used up in this browser a moment ago."""
    mine = Proof.purpose == purpose, Proof.person_id == by.id, Proof.used_at > now() - LIFETIME
    proof = db.session.scalars(select(Proof).where(Proof.public_id == public_id, *mine)).first()
    return proof if proof is not None and proof.browser_key == hashed(browser_key()) else None


def open_link(token: str, *, purpose: Purpose) -> Proof | None:
    """The proof behind a mailed link, while it can still be used. Looking uses nothing up: mail scanners look."""
    query = select(Proof).where(Proof.link_hash == hashed(token), Proof.purpose == purpose)
    proof = db.session.scalars(query.with_for_update()).first()
    return proof if proof is not None and _open(proof) else None


def use_link(token: str, *, purpose: Purpose) -> Proof | None:
    """Use up a proof by its link, with the button."""
    proof = open_link(token, purpose=purpose)
    if proof is not None:
        # Asked again while the row is held: of two who press the button at once, one gets in.
        held = select(Proof).where(Proof.id == proof.id).with_for_update().execution_options(populate_existing=True)
        proof = db.session.scalars(held).one()
        proof = proof if _open(proof) else None
    if proof is not None:
        proof.used_at = now()
    return proof


def sign_in_link(person: Person) -> str:
    """A one-time link that signs a person in without mail: for operators and set-up."""
    token = secrets.token_urlsafe(32)
    proof = Proof(
        purpose=Purpose.SIGN_IN,
        email_key="",
        person_id=person.id,
        code_hash=hashed(secrets.token_urlsafe(32)),
        link_hash=hashed(token),
        expires_at=now() + timedelta(hours=24),
    )
    db.session.add(proof)
    return link_address(token)


def link_address(token: str) -> str:
    """Where a link leads: to the public address, never to whatever host the request named."""
    return f"{current_app.config['PUBLIC_URL']}/sign-in/link/{token}"


def refuse_code() -> Refused:
    """The refusal for a code that does not fit, alike for every reason."""
    return Refused(_(WRONG), field="code")


def hashed(token: str) -> str:
    """SHA-256 of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _code_hash(key: str, code: str) -> str:
    """Six digits are few: they are keyed with the secret, so that a stolen table cannot be searched."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, f"{key}:{code}".encode(), hashlib.sha256).hexdigest()


def _open(proof: Proof) -> bool:
    return proof.used_at is None and proof.expires_at > now() and proof.tries < TRIES


def _mail(proof: Proof, email: str, code: str, token: str, person: Person | None) -> OutboundMail:
    vendor = house()
    link = link_address(token) if proof.purpose == Purpose.SIGN_IN else ""
    named = {"name": vendor.name} if vendor else None
    minutes = int(LIFETIME.total_seconds() // 60)
    return OutboundMail(
        purpose="code",
        about=f"proof:{proof.public_id}",
        person_id=person.id if person else None,
        to_name=person.name if person else "",
        to_address=email,
        from_name=vendor.name if vendor else "",
        subject=_("%(code)s is your code", code=code),
        detail=written_later("code", code=code, link=link, minutes=minutes, house=named),
    )


@recheck("code")
def _still_works(mail: OutboundMail) -> bool:
    """A code that waited too long for its mail server helps nobody."""
    public_id = mail.about.partition(":")[2]
    proof = db.session.scalars(select(Proof).where(Proof.public_id == public_id)).first()
    return proof is not None and _open(proof)

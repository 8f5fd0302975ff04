"""A person's notices as one mail."""

from collections.abc import Sequence

from flask import render_template, url_for
from flask_babel import lazy_gettext as _

from portal.features.identity.models import Person
from portal.features.identity.queries import house, primary_email
from portal.features.workspaces.shown import shown_as
from portal.kernel.mail import OutboundMail
from portal.kernel.text import excerpt
from portal.kernel.web.language import count, say, speaking_to
from portal.readers.notifications.cards import Cards, cards
from portal.readers.notifications.models import Notice, Reason
from portal.readers.notifications.tokens import Key, make_key
from portal.readers.notifications.wishes import setting_of

LONGEST_SUBJECT = 150
BECAUSE = {
    Reason.MENTION: _("you were mentioned"),
    Reason.ANSWER: _("you asked the question"),
    Reason.ACCEPTED: _("an answer was accepted"),
    Reason.QUESTION: _("a customer asks and nobody of your team has answered yet"),
    Reason.UNREAD: _("you follow what is new here and have not seen it yet"),
}


def letter(person: Person, notices: Sequence[Notice]) -> OutboundMail:
    """Write the mail about these notices, which still hold. Not inside `write()`: it renders."""
    with speaking_to(person):
        return _letter(person, notices)


def _letter(person: Person, notices: Sequence[Notice]) -> OutboundMail:
    shown = cards(person, notices)
    lead = min((Reason(each.reason) for each in notices), key=list(Reason).index)
    threads = {each.post.thread.public_id for each in notices}
    key = Key(person.public_id, sorted({str(setting_of(each.reason)) for each in notices}), _only(threads))
    address, less = primary_email(person), url_for("notifications.less", token=make_key(key), _external=True)
    said = {
        "shown": shown,
        "because": str(BECAUSE[lead]),
        "one_thread": len(threads) == 1,
        "less": less,
        "settings": url_for("notifications.settings", _external=True),
        "address": address,
        "preview": _preview(shown),
    }
    sealed_only = not shown.open
    return OutboundMail(
        purpose=str(lead),
        about=f"thread:{_only(threads)}" if len(threads) == 1 else "",
        person_id=person.id,
        audience_id=notices[0].post.audience_id if len(threads) == 1 else None,
        to_name=person.name,
        to_address=address,
        from_name=_sender(notices, sealed_only=sealed_only),
        subject=_subject(shown),
        thread_key=f"thread.{_only(threads)}" if len(threads) == 1 and not sealed_only else "",
        text=render_template("mail/news.txt", **said),
        html=render_template("mail/news.html", **said),
        unsubscribe_url=less,
    )


def subjects(notices: Sequence[Notice]) -> list[str]:
    """Everything a mail speaks of, so that any of it can be called back."""
    found = []
    for each in notices:
        post = each.post
        found += [f"post:{post.public_id}", f"thread:{post.thread.public_id}"]
        found += [f"audience:{post.audience.public_id}", f"workspace:{post.thread.workspace.public_id}"]
    return found


def _only(threads: set[str]) -> str:
    return next(iter(threads)) if len(threads) == 1 else ""


def _subject(shown: Cards) -> str:
    """The thread's title alone, so that mails of one thread stay together; else what there is and where."""
    places = {card.workspace.name for card in shown.open} | {each.workspace.name for each in shown.sealed}
    if len(shown.open) == 1 and not shown.sealed:
        return excerpt(shown.open[0].title, limit=LONGEST_SUBJECT)
    number = sum(len(card.lines) + card.more for card in shown.open) + sum(each.number for each in shown.sealed)
    if len(places) > 1:
        words = "%(num)s new post in your workspaces", "%(num)s new posts in your workspaces"
        return count(*words, number)
    place = excerpt(places.pop(), limit=LONGEST_SUBJECT)
    if not shown.open:
        return say("Something to read in %(workspace)s", workspace=place)
    return count("%(num)s new post in %(workspace)s", "%(num)s new posts in %(workspace)s", number, workspace=place)


def _sender(notices: Sequence[Notice], *, sealed_only: bool) -> str:
    """Who wrote and for which company; the house when several did, or when even that is for the team alone."""
    vendor = house()
    ours = vendor.name if vendor else ""
    authors = {each.post.author for each in notices}
    if sealed_only or len(authors) > 1:
        return ours
    author = shown_as(authors.pop())
    return say("%(name)s, %(company)s", name=author.name, company=author.company)


def _preview(shown: Cards) -> str:
    """The first words in a list of mails."""
    if not shown.open:
        return say("Open the workspace to read it. Team-only words never travel by mail.")
    card = shown.open[0]
    return excerpt(card.lines[0].text, limit=110) + " " + card.place

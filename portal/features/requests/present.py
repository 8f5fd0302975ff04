"""Requests as templates take them."""

from collections.abc import Iterable, Sequence
from json import loads
from typing import Any

from flask import url_for

from portal.features.identity.sessions import actor
from portal.features.library.models import FileState, FileVersion
from portal.features.library.present import file_url
from portal.features.library.words import reason_words
from portal.features.requests.models import (
    FileRequest,
    Given,
    LinkState,
    RequestLink,
    RequestState,
    Wanted,
    WantedState,
)
from portal.features.requests.policy import TAKING, may_decide, may_fill
from portal.features.requests.queries import asked_of, given_for, receipts, requests_of, wanted_by_request
from portal.features.workspaces.mailed import expired_words, state_words
from portal.features.workspaces.models import Member, Workspace
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.ledger import Entry
from portal.kernel.web.language import days_late, say, short_time

Shown = dict[str, Any]
SHOWN = 5  # on pages of others


def request_url(request: FileRequest) -> str:
    """The page of a request."""
    return url_for("requests.show", workspace_id=request.workspace.public_id, file_request_id=request.public_id)


def request_rows(requests: Iterable[FileRequest], who: Actor) -> list[Shown]:
    """The rows of a list of requests."""
    requests = list(requests)
    places = wanted_by_request(requests, who)
    return [request_row(each, places.get(each.id, [])) for each in requests]


def request_row(request: FileRequest, places: Sequence[Wanted]) -> Shown:
    """A request with how far it has come, for one who sees these places of it."""
    wanted = [each for each in places if each.state != WantedState.WITHDRAWN]
    came = [each for each in wanted if each.state in (WantedState.FILLED, WantedState.ACCEPTED)]
    back = any(each.state == WantedState.SENT_BACK for each in wanted)
    return {
        "request": request,
        "title": request.title,
        "url": request_url(request),
        "by": shown_as(request.made_by),
        "came": len(came),
        "wanted": len(wanted),
        "back": back,
        "to_decide": any(each.state == WantedState.FILLED for each in wanted),
        "late": late_words(request),
        "state": _progress(request, wanted, len(came)),
    }


def open_requests(workspace: Workspace, *, but: Sequence[Shown] = ()) -> list[Shown]:
    """The rows of the next open requests of a workspace, for the reader of a page, but for those shown already."""
    shown = [row["request"].id for row in but]
    query = requests_of(workspace, actor()).where(FileRequest.id.not_in(shown)).limit(SHOWN)
    return request_rows(db.session.scalars(query).unique(), actor())


def asked_of_me(workspace: Workspace) -> list[Shown]:
    """The rows of those in a workspace in which something is wanted of the reader of a page."""
    query = asked_of(actor()).where(FileRequest.workspace_id == workspace.id).limit(SHOWN)
    return request_rows(db.session.scalars(query).unique(), actor())


def late_words(request: FileRequest) -> str:
    """How late it is, empty for what is not."""
    return days_late(request.due) if request.is_open else ""


def whole(request: FileRequest, member: Member, who: Actor) -> Shown:
    """Everything the page of a request shows to a member."""
    places, given = wanted_by_request([request], who).get(request.id, []), given_for(request, who)
    own, lens = _receipts(receipts(request, who)), who.lens_id is not None
    decides = not lens and request.workspace.archived_at is None and may_decide(request, member)
    open_ = request.is_open and request.workspace.archived_at is None and not lens
    items = [
        {
            "item": item,
            "given": own.get(item.public_id, []),
            "places": [
                _place(each, given.get((item.id, each.link_id), []), decides=decides)
                | {"may_fill": open_ and may_fill(each, member)}
                for each in places
                if each.item_id == item.id
            ],
        }
        for item in request.items
    ]
    asked = [shown_as(each.member) for each in request.asked]
    return request_row(request, places) | {"items": items, "asked": asked, "decides": decides}


def given_row(given: Given) -> Shown:
    """A file that came, by the name it came with: gone with the file, when it is deleted for good."""
    first = given.file.versions[0]
    return {
        "name": first.name or say("a file that was deleted"),
        "size": given.size,
        "at": given.given_at,
        "by": given.member,
        "url": file_url(given.file) if given.file.deleted_at is None else "",
        "words": _check_words(first),
    }


def link_words(link: RequestLink) -> str:
    """Where a link stands, in words."""
    if link.state == LinkState.REVOKED:
        return say("Revoked")
    over = expired_words(link, link.wished_at)
    until = say("works until %(when)s", when=short_time(link.expires_at))
    return over or f"{state_words(link, opened=say('Opened'))}, {until}"


def state_of(wanted: Wanted) -> str:
    """Where one place stands, in words."""
    words = {
        WantedState.OPEN: say("Open"),
        WantedState.FILLED: say("Received"),
        WantedState.ACCEPTED: say("Accepted"),
        WantedState.SENT_BACK: say("Sent back"),
        WantedState.WITHDRAWN: say("Not needed any more"),
    }
    return words[WantedState(wanted.state)]


def _place(wanted: Wanted, given: Sequence[Given], *, decides: bool) -> Shown:
    mine = [each for each in given if wanted.member_id in (None, each.member_id)]
    who = wanted.link.addressee if wanted.link else (shown_as(wanted.member).name if wanted.member else "")
    return {
        "wanted": wanted,
        "id": wanted.public_id,
        "who": who,
        "by_link": wanted.link is not None,
        "state": wanted.state,
        "words": state_of(wanted),
        "files": [given_row(each) for each in mine],
        "may_decide": decides and wanted.state == WantedState.FILLED,
        "may_drop": decides and wanted.state in TAKING,
    }


def _check_words(version: FileVersion) -> str:
    """What became of the check: all that whoever gave it is told of what happens to it."""
    if version.state == FileState.REFUSED:
        return say("Refused: %(reason)s", reason=reason_words(version.reason))
    return "" if version.state == FileState.AVAILABLE else say("Being checked")


def _receipts(entries: Iterable[Entry]) -> dict[str, list[Shown]]:
    """What the reader has given, by the public id of the item; words that were erased are gone here too."""
    found: dict[str, list[Shown]] = {}
    for entry in entries:
        said, beside = loads(entry.payload), (entry.beside.body if entry.beside else None) or {}
        row = {"name": beside.get("name", say("a file")), "size": said["size"], "at": entry.occurred_at}
        found.setdefault(said["item"], []).append(row)
    return found


def _progress(request: FileRequest, wanted: Sequence[Wanted], came: int) -> str:
    """How far it has come for one who sees these places: that others are still asked is not theirs to guess."""
    if request.state == RequestState.WITHDRAWN:
        return say("Withdrawn")
    if request.state == RequestState.DONE or (wanted and all(each.state == WantedState.ACCEPTED for each in wanted)):
        return say("Everything is here")
    return say("%(came)s of %(wanted)s received", came=came, wanted=len(wanted)) if wanted else say("Open")

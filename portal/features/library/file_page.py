"""The page of a file is put together from parts; each says what its template is given. Later features add theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.features.library.models import File, FileVersion
from portal.features.library.opened import not_opened, opened_by
from portal.features.library.page_words import first_page, page_words
from portal.features.library.policy import fits, gives_marked_copy, gives_original, may_bring_back, may_change
from portal.features.library.present import file_view
from portal.features.library.previews.attachments import Inside
from portal.features.library.previews.source import Source
from portal.features.library.queries import all_folders
from portal.features.workspaces.models import Member
from portal.features.workspaces.queries import audiences_of
from portal.kernel.access import Actor, Role

MOST_PAGES = 2**31


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as somebody looks at it.

    `version` is the one shown; `fixed` tells that the address names it, so that the link keeps meaning it. `page` and
    `find` are the page and the words the address asks for: a hit of the search leads there. `plain` asks for the words
    of the page instead of its picture. `part` and `sheet` say where in a long text or table; 0: not said. `attached` is
    the number of what is looked at in a mail, `inside` that thing itself once it was taken out.
    """

    file: File
    version: FileVersion
    fixed: bool
    actor: Actor
    member: Member
    page: int = 0
    find: tuple[str, ...] = ()
    plain: bool = False
    part: int = 0
    sheet: int = 0
    attached: int = 0
    inside: Inside | None = None

    @property
    def thing(self) -> FileVersion | Source:
        """What stands on the stage."""
        return self.inside.source if self.inside else self.version


Part = Callable[[Seen], dict[str, Any]]
_parts: list[Part] = []


def file_part(part: Part) -> Part:
    """Let this function give variables to the page of a file; they are asked in the order they were added."""
    _parts.append(part)
    return part


def file_page(seen: Seen) -> dict[str, Any]:
    """The variables of all parts."""
    return {name: value for part in _parts for name, value in part(seen).items()}


@file_part
def about(seen: Seen) -> dict[str, Any]:
    """The file itself; `shown.version` is the version on the stage."""
    return {"shown": file_view(seen.file, seen.version), "fixed": seen.fixed}


@file_part
def words(seen: Seen) -> dict[str, Any]:
    """The words of the page asked for, as search reads them."""
    given = gives_original(seen.version, seen.member, seen.actor)
    asked = given and 0 < seen.page < MOST_PAGES and not seen.attached
    return {
        "original": given,
        "marked_copy": not given and gives_marked_copy(seen.version),
        "first_page": first_page(seen.version) if given and not seen.attached else None,
        "asked": asked,
        "plain": seen.plain and asked,
        "words": page_words(seen.version, seen.page, list(seen.find)) if asked else None,
    }


@file_part
def versions(seen: Seen) -> dict[str, Any]:
    """All versions, newest first."""
    return {"versions": list(reversed(seen.file.versions))}


@file_part
def opened(seen: Seen) -> dict[str, Any]:
    """Who has opened it and who has not, for the vendor's people; for a guest, what is told of them."""
    found, staff = opened_by(seen.file, seen.member, seen.actor), Role(seen.member.role).for_staff
    return {
        "opened": found,
        "not_opened": not_opened(seen.file, found) if staff and seen.actor.lens_id is None else [],
        "told_of_me": not staff,
        "untold": seen.file.audience.closed,
    }


@file_part
def actions(seen: Seen) -> dict[str, Any]:
    """What can be done with it, and where it could go."""
    workspace, audience = seen.file.workspace, seen.file.audience
    changeable = may_change(seen.file, seen.member) and seen.actor.lens_id is None
    places = [None, *all_folders(workspace, seen.actor)] if changeable else []
    return {
        "may_change": changeable,
        "may_give_again": changeable and may_bring_back(seen.file, seen.file.withdrawn_by, seen.member),
        "places": [place for place in places if fits(place, audience)],
        "audiences": audiences_of(workspace, seen.actor),
    }

"""Parts of a file: pictures in a document, what is attached to a mail, sound and film."""

from flask import Response, make_response

from portal.features.identity.sessions import actor
from portal.features.library.downloads import SAFE, send, told_as
from portal.features.library.giving import given, open_version, told_of
from portal.features.library.inline import private
from portal.features.library.opening import Way
from portal.features.library.previews.attachments import attachment
from portal.features.library.previews.pages import outline_part, outlined
from portal.features.library.stages.media import MEDIA
from portal.features.library.views import pages
from portal.features.library.watching import running
from portal.features.workspaces.rules import in_workspace, this_member
from portal.kernel.access import NotFound, rule
from portal.kernel.text import disposition, safe_filename


@pages.get("/<file_id>/versions/<int:number>/pictures/<int:picture_number>.webp")
@rule(in_workspace())
def outline_picture(workspace_id: str, file_id: str, number: int, picture_number: int) -> Response:
    """A picture in a document that is shown by its outline."""
    load = lambda: open_version(file_id, number)  # noqa: E731 (asked twice)
    body = given(load, outlined, lambda document: outline_part(document, "picture", picture_number))
    return private(body, "image/webp")


@pages.get("/<file_id>/versions/<int:number>/attached/<int:attachment_number>")
@rule(in_workspace())
def attached(workspace_id: str, file_id: str, number: int, attachment_number: int) -> Response:
    """What is attached to a mail, by its number there."""
    load = lambda: open_version(file_id, number)  # noqa: E731 (asked twice)
    found = given(load, outlined, lambda document: attachment(document, attachment_number))
    name = safe_filename(found.name or f"attachment-{attachment_number}")
    told = {"Content-Type": told_as(found.media_type), "Content-Disposition": disposition(name)}
    return make_response(found.body, SAFE | {"Accept-Ranges": "none"} | told)


@pages.get("/<file_id>/versions/<int:number>/media")
@rule(in_workspace())
def media(workspace_id: str, file_id: str, number: int) -> Response:
    """Sound or film for the player of the page, or the part it asks for."""
    version = open_version(file_id, number)
    if version.media_type not in MEDIA:
        raise NotFound
    allowed = running(version, this_member(), actor())
    return told_of(send(version, allowed=allowed, played_as=MEDIA[version.media_type]), version, Way.PART)

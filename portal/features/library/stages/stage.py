"""Which stage a version has, and what every stage is given: the part of `file_page` that shows the version itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from portal.features.library.extraction.outline.kinds import MAILS, OUTLINES
from portal.features.library.file_page import Seen, file_part
from portal.features.library.finding import pages_with
from portal.features.library.models import FileState
from portal.features.library.policy import gives_original, openable
from portal.features.library.previews.attachments import Inside, inside
from portal.features.library.previews.pages import FAMILIES, WIDTHS, is_printed, outline, outlined
from portal.features.library.previews.studio import Busy, NotDrawn
from portal.features.library.stages.media import MEDIA, media_stage
from portal.features.library.stages.office import office_stage
from portal.features.library.stages.outlines import outline_stage
from portal.features.library.stages.papers import pages_stage
from portal.features.library.stages.shown import Stage
from portal.features.library.stages.texts import MARKDOWN, is_text, markdown_stage, text_stage
from portal.kernel.access import NotFound
from portal.kernel.text import mark_words


@file_part
def stage(seen: Seen) -> dict[str, Any]:
    """The stage, the pages on which the words asked for stand, and how to mark them."""
    find = " ".join(seen.find)
    found = pages_with(seen.version, find) if find and _given(seen) else []
    marked = lambda text: mark_words(text, seen.find)  # noqa: E731 (given to a template)
    shown, looked = stage_of(seen)
    said = {"attached": seen.attached, "inside": looked.inside}
    return said | {"stage": shown, "find": find, "found": found, "widths": WIDTHS, "marked": marked}


def stage_of(seen: Seen) -> tuple[Stage, Seen]:
    """What can be shown of that version to this reader, and with it what was taken out of it for that."""
    reason = ""
    try:
        if seen.attached and _given(seen):
            seen = replace(seen, inside=_inside(seen))
        return _stage(seen), seen
    except NotDrawn as nothing:
        reason = nothing.reason
    except Busy:
        return Stage("waiting"), seen
    except FileNotFoundError:
        reason = "missing"
    return Stage("none", reason), seen


def _stage(seen: Seen) -> Stage:
    if not openable(seen.version):
        return Stage("none", "unchecked" if seen.version.state == FileState.RECEIVED else "refused")
    given, show = _given(seen), _shower(seen)
    # Of what has no pages, and of what is attached, a guest gets nothing in a view-only folder.
    if show is None or not (given or (show in (pages_stage, office_stage) and not seen.attached)):
        return Stage("none", "unsupported" if given else "view_only")
    return show(seen)


def _inside(seen: Seen) -> Inside:
    if seen.version.media_type not in MAILS:
        raise NotFound
    mail = outlined(seen.version)
    if seen.attached not in {each["number"] for each in outline(mail)["attached"]}:
        raise NotFound
    return inside(mail, seen.attached)


def _given(seen: Seen) -> bool:
    return gives_original(seen.version, seen.member, seen.actor)


def _shower(seen: Seen) -> Callable[[Seen], Stage] | None:
    media_type = seen.thing.media_type
    if media_type in FAMILIES:
        return pages_stage
    if is_printed(media_type):
        return office_stage
    if media_type in OUTLINES:
        return outline_stage
    if media_type in MEDIA and not seen.inside:  # sound and film are played from where they lie, in parts
        return media_stage
    if media_type == MARKDOWN and not seen.plain:
        return markdown_stage
    return text_stage if is_text(media_type) else None

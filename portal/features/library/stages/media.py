"""Sound and film: played by the browser, from the bytes themselves."""

from portal.features.library.file_page import Seen
from portal.features.library.stages.shown import Stage

# What browsers play, and as what they are told it is.
MEDIA = {
    "audio/mpeg": "audio/mpeg",
    "audio/mp3": "audio/mpeg",
    "audio/mp4": "audio/mp4",
    "audio/x-m4a": "audio/mp4",
    "audio/aac": "audio/aac",
    "audio/ogg": "audio/ogg",
    "audio/wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
    "audio/flac": "audio/flac",
    "audio/x-flac": "audio/flac",
    "video/mp4": "video/mp4",
    "video/quicktime": "video/mp4",
    "video/webm": "video/webm",
    "video/ogg": "video/ogg",
}


def media_stage(seen: Seen) -> Stage:
    """A player."""
    told = MEDIA[seen.version.media_type]
    return Stage("media", data={"tag": told.partition("/")[0], "type": told})

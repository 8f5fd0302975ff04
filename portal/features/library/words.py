"""What screens say about the states of a file, in words that tell what to do."""

from flask_babel import gettext as _

from portal.features.library.models import File, FileState, FileVersion, TextState
from portal.features.workspaces.shown import shown_as
from portal.kernel.web.language import say, short_time


def state_words(version: FileVersion) -> str:
    """Whether it can be opened and found by its words, in a sentence or less; empty when there is nothing to say."""
    if version.file.withdrawn_at is not None:
        return withdrawn_words(version.file)
    if version.state == FileState.REFUSED:
        return str(_("Refused: %(reason)s", reason=reason_words(version.reason)))
    if version.state == FileState.RECEIVED:
        return _waiting_words(version.reason)
    match version.text_state:
        case TextState.WAITING:
            return str(_("Its words are being read for search"))
        case TextState.READ:
            return reason_words(version.reason)
        case _unread:
            return str(_("Found by name only: %(reason)s", reason=reason_words(version.reason)))


def withdrawn_words(file: File) -> str:
    """Who took it back, when and why; empty for a file that is given out."""
    if file.withdrawn_at is None or file.withdrawn_by is None:
        return ""
    who, when = shown_as(file.withdrawn_by).name, short_time(file.withdrawn_at)
    return say("Withdrawn by %(name)s, %(when)s: %(reason)s", name=who, when=when, reason=file.withdrawn_reason)


def _waiting_words(reason: str) -> str:
    sentences = {
        "scanner_silent": _("Waiting for the virus check: the scanner does not answer just now"),
        "scanner_limit": _("Waiting: the virus scanner takes no files of this size, an administrator can change it"),
    }
    return str(sentences.get(reason, _("Waiting for the virus check")))


def reason_words(reason: str) -> str:
    """The sentence for a stored word; the name of what was found may follow it behind a colon."""
    word, _colon, name = reason.partition(":")
    if name and word == "virus":
        return str(_("it carries a known virus (%(name)s)", name=name))
    sentences = {
        "": "",
        "virus": _("it carries a known virus"),
        "disguised": _("it is a program under the name of a document"),
        "protected": _("it is protected by a password"),
        "damaged": _("it is damaged or not what its name says"),
        "too_large": _("it is larger, unpacked, than what is read"),
        "too_slow": _("reading it took too long"),
        "no_box": _("this server has no closed place to read files in"),
        "failed": _("reading it failed several times; an administrator can let it be tried again"),
        "missing": _("its bytes are missing on the disk"),
        "nothing": _("there are no words in it, as in a scan or a picture"),
        "unsupported": _("words are not read from files of this kind"),
        "scanner_silent": _("it waits for the virus check"),
        "scanner_limit": _("it is larger than what the virus scanner takes"),
        "partly": _("Only the beginning can be found by its words"),
    }
    return str(sentences.get(reason, reason))


def not_shown_words(reason: str) -> str:
    """Why the page of a file shows nothing of it, as a sentence."""
    sentences = {
        "refused": _("It cannot be opened."),
        "unchecked": _("It can be opened once it has passed the virus check."),
        "view_only": _("Its folder is view-only."),
        "protected": _("It is protected by a password, so it cannot be shown here."),
        "damaged": _("It is damaged or not what its name says, so it cannot be shown here."),
        "too_large": _("It is too large to be shown here."),
        "too_slow": _("Drawing it took too long, so it cannot be shown here."),
        "no_box": _("This server has no closed place to read files in, so they cannot be shown here."),
        "missing": _("Its bytes are missing on the disk."),
    }
    return str(sentences.get(reason, _("Files of this kind cannot be shown here.")))

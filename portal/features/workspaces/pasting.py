"""Addresses out of what people paste: lists, columns, `Name <address>`, whatever parts them."""

import re
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.features.identity.forms import ADDRESS
from portal.features.identity.queries import email_key
from portal.kernel.text import clean_line
from portal.kernel.web import Refused

MOST_AT_ONCE = 50
NAMED = re.compile(r"""\s*["']?([^"'<>]*?)["']?\s*<\s*([^<>]+?)\s*>\s*""")
PART = re.compile(r"""(?:"[^"\n]*"|[^,;\n\t])+""")  # a comma within quotes parts nothing


@dataclass(frozen=True, slots=True)
class Pasted:
    """One of the addresses, with the name that stood beside it, or with the reason why it is none."""

    email: str
    name: str = ""
    problem: str = ""


def read_pasted(text: str) -> list[Pasted]:
    """What stands in pasted text, each address once and in order. Refused beyond the most that go at once."""
    found: dict[str, Pasted] = {}
    for part in filter(None, map(str.strip, PART.findall(text))):
        for each in _in_part(part):
            found.setdefault(email_key(each.email), each)
    if len(found) > MOST_AT_ONCE:
        raise Refused(_("At most %(n)s addresses at once. Send these in two goes.", n=MOST_AT_ONCE), field="emails")
    return list(found.values())


def _in_part(part: str) -> list[Pasted]:
    named = NAMED.fullmatch(part)
    if named is not None:
        return [_checked(named[2], clean_line(named[1], limit=160))]
    words = [word.strip("<>\"'()[].:") for word in part.split()]
    addresses = [word for word in words if "@" in word]
    return [_checked(word) for word in addresses] or [_checked(part)]


def _checked(email: str, name: str = "") -> Pasted:
    email = clean_line(email.removeprefix("mailto:"), limit=254)
    whole = ADDRESS.fullmatch(email) is not None
    return Pasted(email, name, "" if whole else _("This is not a complete address."))

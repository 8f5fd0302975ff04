"""Texts made alike before they are cut: no case, no accents, one form of each Arabic letter, one kind of hyphen."""

import unicodedata

KEPT = 0x30000  # signs below it are looked up once
SHORT_I = "\u0439"  # a letter of its own in Cyrillic, which only Unicode writes with an accent
# What casefold and the compatible forms leave apart.
_ALIKE = {
    "\u0131": "i",
    "\u00f8": "o",
    "\u0142": "l",
    "\u0111": "d",
    "\u00e6": "ae",
    "\u0153": "oe",
    "\u0671": "\u0627",  # alef wasla
    "\u0649": "\u064a",  # alef maqsura
    "\u06cc": "\u064a",  # Persian yeh
    "\u06a9": "\u0643",  # Persian kaf
    "\u0629": "\u0647",  # teh marbuta
    "\u0640": "",  # tatweel
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"),
    # What is not seen between letters: soft hyphen, joiners, marks of direction.
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
}


class _Signs(dict[int, str]):
    """Each sign by its number, worked out when it is met."""

    def __missing__(self, number: int) -> str:
        found = _sign(chr(number))
        if number < KEPT:
            self[number] = found
        return found


_SIGNS = _Signs()


def folded(text: str) -> str:
    """As words are compared: "M\u00fcller" is muller, "Stra\u00dfe" strasse, "\u0130stanbul" istanbul."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text.casefold()).translate(_SIGNS)


def _sign(sign: str) -> str:
    if sign in _ALIKE or sign == SHORT_I:
        return _ALIKE.get(sign, sign)
    if unicodedata.category(sign) == "Nd":
        return str(unicodedata.digit(sign))
    apart = unicodedata.normalize("NFKD", sign).casefold()
    bare = unicodedata.normalize("NFC", "".join(each for each in apart if not unicodedata.combining(each)))
    return "".join(_ALIKE.get(each, each) for each in bare)

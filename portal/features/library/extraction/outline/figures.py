"""Figures as a workbook shows them: decimals, thousands, percent, currencies, dates. What is rare is shown plainly."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    48: "0.00E+00",
    49: "@",
}
QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]hms]*\]')
DIGITS = re.compile(r"[#0?](?:[#0?,. ]*[#0?,])?")
MOMENT = re.compile(r"AM/PM|A/P|y+|m+|d+|h+|s+|\[h+\]|\[m+\]|\[s+\]|\.0+", re.IGNORECASE)
LETTERS = re.compile("[ymdhs]", re.IGNORECASE)
KEPT = "\ue000"  # stands for a text of the format while its letters are read
LATEST = 2_958_466  # the day after 9999-12-31


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats of a workbook's own, and which format each style has."""

    own: dict[int, str]
    styles: list[int]

    def of(self, style: int) -> str:
        """The format of a style; empty for the general one."""
        key = self.styles[style] if style < len(self.styles) else 0
        return self.own.get(key, BUILT_IN.get(key, ""))


def shown(value: str, form: str, *, since_1904: bool = False) -> tuple[str, str]:
    """A figure in that format, and the letter of its kind."""
    try:
        number = float(value)
    except ValueError:
        return value, "t" if value else " "
    own_sign = number < 0 and form.count(";") > 0
    form = _section(form, number)
    texts: list[str] = []

    def keep(match: re.Match[str]) -> str:
        texts.append(match[1] or match[2] or match[3] or "")
        return KEPT

    bare = QUOTED.sub(keep, form)
    if LETTERS.search(bare.replace("General", "")):
        moment = _moment(number, bare, since_1904=since_1904)
        return (_filled(moment, texts), "d") if moment else (plain(number), "n")
    figure = DIGITS.search(bare)
    if figure is None or "E" in bare or "/" in bare:
        return plain(number), "n"
    said = _figure(abs(number), figure[0], percent="%" in bare)
    sign = "-" if number < 0 and not own_sign and said.strip("0.,") else ""
    return sign + _filled(bare[: figure.start()] + said + bare[figure.end() :], texts).strip(), "n"


def plain(number: float) -> str:
    """As the general format shows it, nearly."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.10g}"


def _section(form: str, number: float) -> str:
    """Formats for positive; negative; zero."""
    sections = form.split(";")
    if number < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]


def _figure(number: float, digits: str, *, percent: bool) -> str:
    bare = digits.rstrip(",")
    scale = len(digits) - len(bare)  # a comma at the end is a thousand less
    whole, _point, part = bare.partition(".")
    decimals = min(sum(each in "0#?" for each in part), 20)
    value = number * (100 if percent else 1) / 1000**scale
    text = f"{value:,.{decimals}f}" if "," in whole else f"{value:.{decimals}f}"
    optional = len(part) - len(part.rstrip("#?"))
    for _place in range(optional):
        text = text.removesuffix("0")
    return text.rstrip(".") if not part.strip("#?") else text


def _moment(number: float, form: str, *, since_1904: bool) -> str:
    if not 0 <= number < LATEST:
        return ""
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 if number >= 60 else 31)  # noqa: DTZ001 (of no zone)
    moment = start + timedelta(seconds=round(number * 86400))
    half = "am/pm" in form.lower() or "a/p" in form.lower()
    pieces: list[str] = []
    at, before = 0, ""
    for match in MOMENT.finditer(form):
        pieces.append(form[at : match.start()])
        word = match[0].lower()
        following = MOMENT.search(form, match.end())
        minutes = word in ("m", "mm") and (
            before.strip("[]")[:1] == "h" or (following and following[0].lower()[0] == "s")
        )
        pieces.append(_piece(word, moment, number, minutes=bool(minutes), half=half))
        at, before = match.end(), word
    return "".join([*pieces, form[at:]])


def _piece(word: str, moment: datetime, number: float, *, minutes: bool, half: bool) -> str:
    hour = (moment.hour % 12 or 12) if half else moment.hour
    named = {
        "yy": f"{moment:%y}",
        "yyyy": f"{moment.year:04}",
        "d": str(moment.day),
        "dd": f"{moment.day:02}",
        "ddd": f"{moment:%a}",
        "dddd": f"{moment:%A}",
        "m": str(moment.minute if minutes else moment.month),
        "mm": f"{moment.minute if minutes else moment.month:02}",
        "mmm": f"{moment:%b}",
        "mmmm": f"{moment:%B}",
        "h": str(hour),
        "hh": f"{hour:02}",
        "s": str(moment.second),
        "ss": f"{moment.second:02}",
        "am/pm": f"{moment:%p}",
        "a/p": f"{moment:%p}"[:1],
        "[h]": str(int(number * 24)),
        "[hh]": f"{int(number * 24):02}",
        "[m]": str(int(number * 1440)),
        "[s]": str(int(number * 86400)),
    }
    return "" if word.startswith(".") else named.get(word, named["yyyy"] if word.startswith("y") else "")


def _filled(text: str, texts: list[str]) -> str:
    """With the texts of the format back in their places."""
    left = iter(texts)
    return re.sub(KEPT, lambda _match: next(left, ""), text)

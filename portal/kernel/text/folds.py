"""Mail as people want to read it: what they quote and how they sign is there, folded."""

import re
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from portal.kernel.text.excerpts import excerpt, plain
from portal.kernel.text.mail_text import SIGNATURE_LINE
from portal.kernel.text.markdown import render

SHORT = 3  # quoted lines that stay open where an answer follows
ADDRESS = re.compile(r"<[^<>\s]*@[^<>\s]*>")
SENDER = re.compile(r"^[> ]*(?:From|Von|De) ?: *([^<\n]{2,80})", re.MULTILINE)
FENCE = re.compile(r"^(`{3,})")
WORDS = (
    *("wrote", "writes", "written", "said", "schrieb", "geschrieben", "a \u00e9crit", "ha scritto", "escribi\u00f3"),
    *("escreveu", "skrev", "schreef", "napisa\u0142", "\u5199\u9053", "\u5beb\u9053"),
)
WROTE = re.compile(rf"(?:{'|'.join(WORDS)})[^:\n]{{0,80}}[:\uff1a]\s*$", re.IGNORECASE)


@dataclass(slots=True)
class Piece:
    """A run of lines: `text`, `quote` or `signature`; `title` is the line that introduces a quote."""

    kind: str
    lines: list[str]
    title: str = ""


def render_mail(source: str) -> Markup:
    """Safe HTML of a mail's Markdown (see `text_to_markdown`), quotes and signature in foldable blocks."""
    pieces = _with_titles(_pieces(source.split("\n")))
    html = []
    for number, piece in enumerate(pieces):
        words = "\n".join(piece.lines).strip("\n")
        if piece.kind == "text":
            html.append(render(words) if words.strip() else "")
        elif piece.kind == "signature":
            html.append(_fold("signature", render(words), "", opened=False))
        else:
            answered = any(each.kind == "text" and "".join(each.lines).strip() for each in pieces[number + 1 :])
            opened = answered and len(piece.lines) <= SHORT
            html.append(_fold("quote", render(words), piece.title, opened=opened))
    return Markup("").join(Markup(each) for each in html if each)  # noqa: S704 (each is rendered and cleaned)


def _fold(kind: str, html: Markup, title: str, *, opened: bool) -> Markup:
    said = title or excerpt(plain(html), limit=90)
    kind = kind if title else f"{kind} fold--bare"
    if not said:
        return Markup("")
    state = Markup(" open") if opened else Markup("")
    return Markup('<details class="fold fold--{}"{}><summary>{}</summary>{}</details>').format(kind, state, said, html)


def _pieces(lines: list[str]) -> list[Piece]:
    found = [Piece("text", [])]
    fence = ""
    for line in lines:
        match = FENCE.match(line)
        kind = found[-1].kind
        if fence:
            fence = "" if line.startswith(fence) and not line.strip("`") else fence
        elif match and kind != "quote":
            fence = match.group(1)
        elif line.startswith(">"):
            kind = "quote"
        elif line == SIGNATURE_LINE:
            found.append(Piece("signature", []))
            continue
        elif kind == "quote":
            kind = "text"
            fence = match.group(1) if match else ""
        if kind != found[-1].kind:
            found.append(Piece(kind, []))
        found[-1].lines.append(line)
    return found


def _with_titles(pieces: list[Piece]) -> list[Piece]:
    """Move "On …, Ada wrote:" from the end of a text into the quote it introduces."""
    for before, piece in pairwise(pieces):
        if before.kind != "text" or piece.kind != "quote":
            continue
        words = "\n".join(before.lines).rstrip()
        piece.title = _from(piece.lines)
        head, _, last = words.rpartition("\n\n")
        if WROTE.search(last) and len(last) < 400:
            piece.title = excerpt(plain(render(ADDRESS.sub("", last))), limit=160)
            before.lines = head.split("\n")
    return pieces


def _from(lines: list[str]) -> str:
    """Who wrote a mail that is quoted with its head."""
    found = SENDER.search("\n".join(lines[:4]))
    return excerpt(plain(render(found.group(0).lstrip("> "))), limit=90) if found else ""

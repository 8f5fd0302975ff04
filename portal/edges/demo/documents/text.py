"""What documents are made of: headings, paragraphs and points, as a source text gives them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is `title`, `heading`, `point`, `text` or `page` (a new page begins)."""

    kind: str
    text: str = ""


SIGNS = (("# ", "title"), ("## ", "heading"), ("- ", "point"))


def blocks(source: str) -> list[Block]:
    """Paragraphs are parted by empty lines; `# `, `## ` and `- ` begin title, heading and point; `---` a page."""
    return [_block(piece) for part in source.split("\n\n") for piece in _pieces(part.strip())]


def _pieces(part: str) -> list[str]:
    """The lines of a list each for itself, other lines joined."""
    lines = [line.strip() for line in part.splitlines() if line.strip()]
    if all(line.startswith(("- ", "#", "---")) for line in lines):
        return lines
    return [" ".join(lines)]


def _block(piece: str) -> Block:
    if piece == "---":
        return Block("page")
    for sign, kind in SIGNS:
        if piece.startswith(sign):
            return Block(kind, piece.removeprefix(sign))
    return Block("text", piece)

"""What stands in the index for each thing that can be found."""

from typing import Any

from whoosh.fields import ID, STORED, TEXT, Schema

from portal.readers.search.contents import Document, Flag, Noun
from portal.readers.search.words import Said, Words

VERSION = 2  # raised when documents or words change; a worker that meets another number rebuilds
LONGEST_TEXT = 200_000  # characters of one page that are indexed

__all__ = ["Flag", "Noun", "fields", "schema"]  # figures of earlier indexes name the first two here


def fields(document: Document) -> dict[str, Any]:
    """A document as Whoosh takes it."""
    return {
        "key": document.key,
        "group": str(document.facts.group),
        "facts": document.facts.row(),
        "title": Said(document.title, document.language),
        "about": Said(document.about, document.language),
        "body": Said(document.body[:LONGEST_TEXT], document.language),
        "words": Said(document.title, document.language),
    }


def schema() -> Schema:
    """A new one. Bodies and titles are looked up in the database, so they are not stored."""
    stemmed = Words(stemmed=True)
    return Schema(
        key=ID(stored=True, unique=True),
        group=ID(),
        facts=STORED(),
        title=TEXT(analyzer=stemmed, phrase=True),
        about=TEXT(analyzer=stemmed, phrase=False),
        body=TEXT(analyzer=stemmed, phrase=True),
        words=TEXT(analyzer=Words(stemmed=False), phrase=False),
    )

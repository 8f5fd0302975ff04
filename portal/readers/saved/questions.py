"""A question as it is kept: its fields, the key that is the same for the same one, and the search it stands for."""

import hashlib
import json
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.readers.search.asked import Asked, read


def key_of(asked: Asked) -> str:
    """The same for questions that find the same, however their words are written and their hits are ordered."""
    same = asked.fields() | {"q": asked.text.casefold(), "order": ""}
    same |= {name: sorted(same.get(name, [])) for name in ("kind", "author", "audience")}
    return hashlib.sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()


def words_key(asked: Asked) -> str:
    """The same for the same words in the same place, however they are narrowed: filters are tried one after another."""
    return key_of(Asked(text=asked.text, workspace=asked.workspace))


def asked_of(question: dict[str, Any]) -> Asked:
    """What kept fields ask for."""
    return read(MultiDict(question))

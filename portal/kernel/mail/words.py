"""The words of a mail: as they stand in its row, or written from facts when it leaves, outside of any transaction."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template
from flask_babel import get_locale

from portal.kernel.mail.models import OutboundMail


@dataclass(frozen=True, slots=True)
class Words:
    """Both parts of a mail; `html` may be empty."""

    text: str
    html: str


def written_later(template: str, **facts: object) -> dict[str, Any]:
    """The `detail` of a mail that is written from `mail/<template>` when it leaves, in the language spoken now.

    Facts are what JSON holds: names and words as they are now, never rows.
    """
    return {"template": template, "language": str(get_locale() or ""), "facts": facts}


def words_of(mail: OutboundMail) -> Words:
    """What the mail says. Not inside `write()`: it may render."""
    detail = mail.detail or {}
    if "template" not in detail:
        return Words(mail.text or "", mail.html or "")
    app, heard = current_app._get_current_object(), {"Accept-Language": detail["language"]}  # type: ignore[attr-defined]  # noqa: SLF001 (Flask's own way)
    # A context of its own, in which nobody is signed in.
    with app.app_context(), app.test_request_context(base_url=app.config["PUBLIC_URL"], headers=heard):
        parts = (render_template(f"mail/{detail['template']}.{end}", **detail["facts"]) for end in ("txt", "html"))
        return Words(*parts)

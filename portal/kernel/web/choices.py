"""WTForms' choice, which its type stubs do not know yet."""

from wtforms.fields import choices

SelectChoice = choices.SelectChoice  # type: ignore[attr-defined]  # new in WTForms 3.3, unknown to its stubs

__all__ = ["SelectChoice"]

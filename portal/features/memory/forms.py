"""What people say about a mark."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import Length, Optional


class MarkForm(FlaskForm):
    """A new mark, or another holder and day of a commitment."""

    audience = RadioField(_("Who can read the mark"), choices=[], validate_choice=False)
    holder = SelectField(_("Who keeps it"), choices=[], validate_choice=False)
    due = DateField(_("By when"), validators=[Optional()])
    reason = StringField(_("Why it changes"), validators=[Length(0, 300)])

    def problem(self, field: str, message: str) -> None:
        """Say what is wrong where it was typed."""
        found: Any = self._fields.get(field, self.due)
        found.errors = [message]

"""What people type when they ask for files."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.kernel.web.choices import SelectChoice

DAYS = [SelectChoice(str(days), _("%(n)s days", n=days)) for days in (7, 14, 30, 60, 90)]
HOW = [
    SelectChoice("any", _("One answer is enough")),
    SelectChoice("each", _("Everybody is to answer for themselves")),
]


class RequestForm(FlaskForm):
    """A request for files."""

    items = TextAreaField(_("What you need, one thing a line"), validators=[InputRequired(), Length(1, 5000)])
    note = TextAreaField(_("A note to those you ask"), validators=[Length(0, 2000)])
    due = DateField(_("By when"), validators=[Optional()])
    audience = RadioField(_("Who sees that you ask"), choices=[], validate_choice=False)
    members = SelectMultipleField(_("Members you ask"), choices=[], validate_choice=False)
    how = RadioField(_("If you ask several members"), choices=HOW, default="any")
    people = TextAreaField(_("Mail addresses of people who are not members"), validators=[Length(0, 4000)])
    days = SelectField(_("Their link works for"), choices=DAYS, default="30")
    into = SelectField(_("Who can open what comes"), choices=[], validate_choice=False)

    def problem(self, field: str, message: str) -> None:
        """Say what is wrong where it was typed."""
        found: Any = self._fields.get(field, self.items)
        found.errors = [message]

"""How a kept search is called, and how its news are told."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from portal.kernel.web.choices import SelectChoice
from portal.readers.saved.models import LONGEST_NAME, Tell

TELLS = [
    SelectChoice(Tell.NEVER, _("Not at all: the number stands on the search page")),
    SelectChoice(Tell.PORTAL, _("In the portal: the number stands on every page")),
    SelectChoice(Tell.NOW, _("By mail at once, and in the portal")),
    SelectChoice(Tell.DAILY, _("By mail once a day at 8:00, and in the portal")),
]


class SavedForm(FlaskForm):
    """A search one keeps."""

    name = StringField(_("Name"), validators=[InputRequired(), Length(1, LONGEST_NAME)])
    tell = RadioField(_("Tell me what is new"), choices=TELLS, default=Tell.NEVER)

    def problem(self, message: str) -> None:
        """Say what is wrong where it was typed."""
        self.name.errors = [message]

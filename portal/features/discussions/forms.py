"""What people type in threads."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from portal.features.discussions.services import LONGEST_BODY
from portal.features.identity.forms import tidy

KINDS = [("discussion", _("Discussion")), ("question", _("Question")), ("announcement", _("Announcement"))]


def kinds_for(*, may_announce: bool) -> list[tuple[str, str]]:
    """The kinds of thread somebody may begin."""
    return KINDS if may_announce else KINDS[:2]


class ThreadForm(FlaskForm):
    """A new thread."""

    title = StringField(_("Title"), filters=[tidy], validators=[InputRequired(), Length(1, 300)])
    kind = HiddenField(default="discussion", validators=[AnyOf([kind for kind, _words in KINDS])])
    audience = StringField()
    body = TextAreaField(_("Your post"), validators=[Length(0, LONGEST_BODY)])
    key = HiddenField()

"""What people type about themselves."""

import re
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, Field, PasswordField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from portal.features.identity.passwords import SHORTEST
from portal.kernel.text import clean_line
from portal.kernel.web.choices import SelectChoice

# One @, a dot after it, no spaces: the mail server has the last word.
ADDRESS = re.compile(
    r"[^@\s\"<>,;:\\\x00-\x1f]{1,64}@[^@\s\"<>,;:\\/\x00-\x1f]{1,180}\.[^@\s\"<>,;:\\/.\x00-\x1f]{2,63}"
)


def tidy(value: str | None) -> str:
    """What was typed, as one clean line."""
    return clean_line(value or "")


def said(field: Field) -> str:
    """What a field holds, as text."""
    return str(field.data or "")


def complete_address(_form: Any, field: Any) -> None:
    """Refuse what cannot be an e-mail address."""
    if not ADDRESS.fullmatch(field.data or ""):
        raise ValidationError(_("This address is not complete."))


class EmailForm(FlaskForm):
    """An address."""

    email = EmailField(_("Work mail"), filters=[tidy], validators=[InputRequired(), complete_address])


class PasswordForm(EmailForm):
    """An address and its password."""

    password = PasswordField(_("Password"), validators=[InputRequired()])


class CodeForm(FlaskForm):
    """Six digits."""

    code = StringField(_("Code"), filters=[tidy], validators=[InputRequired()])


class NewPasswordForm(FlaskForm):
    """A password for oneself."""

    password = PasswordField(
        _("New password"), validators=[Length(SHORTEST, 200, message=_("Use at least %(n)s characters.", n=SHORTEST))]
    )


ZONES = available_timezones()
THEMES = [
    SelectChoice("", _("As the system")),
    SelectChoice("light", _("Light")),
    SelectChoice("dark", _("Dark")),
]


def known_zone(_form: Any, field: Any) -> None:
    """Refuse what is no time zone; an empty one goes by the browser."""
    if field.data and field.data not in ZONES:
        raise ValidationError(_("Choose one of the list, for instance Europe/London."))


class ProfileForm(FlaskForm):
    """How others see me, and how the portal speaks to me."""

    name = StringField(
        _("Your name, as others will see it"), filters=[tidy], validators=[InputRequired(), Length(1, 160)]
    )
    title = StringField(_("What you do"), filters=[tidy], validators=[Length(0, 160)])
    time_zone = StringField(_("Time zone"), filters=[tidy], validators=[known_zone])
    theme = SelectField(_("Colours"), choices=list(THEMES))
    letters = BooleanField(_("Single letters are shortcuts"), default=True)


class SetUpForm(EmailForm):
    """The first administrator names the house."""

    house = StringField(_("Your company"), filters=[tidy], validators=[InputRequired(), Length(1, 160)])
    name = StringField(_("Your name"), filters=[tidy], validators=[InputRequired(), Length(1, 160)])

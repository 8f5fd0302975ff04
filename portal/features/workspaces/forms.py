"""What people type about workspaces and their people."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from portal.features.identity.forms import EmailForm, tidy
from portal.kernel.access import Role
from portal.kernel.text.tongues import OTHER, TONGUES
from portal.kernel.web.choices import SelectChoice

ROLE_WORDS = {
    Role.OWNER: _("Owner"),
    Role.TEAM: _("Team"),
    Role.CHAMPION: _("Champion"),
    Role.MEMBER: _("Member"),
    Role.VIEWER: _("Viewer"),
}


GIVEN_ROLES = [SelectChoice(role, words) for role, words in ROLE_WORDS.items() if role != Role.OWNER]
KINDS = [
    SelectChoice("deal", _("A deal with one customer")),
    SelectChoice("community", _("A community of clients")),
]


class WorkspaceForm(FlaskForm):
    """A new workspace."""

    kind = RadioField(
        _("What is it for?"),
        choices=KINDS,
        default="deal",
    )
    name = StringField(_("Name"), filters=[tidy], validators=[InputRequired(), Length(1, 160)])
    company = StringField(_("Customer company"), filters=[tidy], validators=[Length(0, 160)])
    purpose = StringField(_("What it is about, in one sentence"), filters=[tidy], validators=[Length(0, 400)])
    brand = StringField(_("Colour"), default="#14594a", validators=[Optional(), Regexp(r"#[0-9a-fA-F]{6}")])
    welcome = TextAreaField(_("Your welcome, the first post to everyone"), validators=[Length(0, 8000)])
    emails = TextAreaField(_("Invite people now"), validators=[Length(0, 8000)])


TONGUE_WORDS = {
    "da": _("Danish"),
    "nl": _("Dutch"),
    "en": _("English"),
    "fi": _("Finnish"),
    "fr": _("French"),
    "de": _("German"),
    "hu": _("Hungarian"),
    "it": _("Italian"),
    "no": _("Norwegian"),
    "pt": _("Portuguese"),
    "ro": _("Romanian"),
    "ru": _("Russian"),
    "es": _("Spanish"),
    "sv": _("Swedish"),
    OTHER: _("Another language"),
}


class SettingsForm(FlaskForm):
    """Changing a workspace."""

    name = StringField(_("Name"), filters=[tidy], validators=[InputRequired(), Length(1, 160)])
    purpose = StringField(_("What it is about, in one sentence"), filters=[tidy], validators=[Length(0, 400)])
    brand = StringField(_("Colour"), validators=[Optional(), Regexp(r"#[0-9a-fA-F]{6}")])
    language = SelectField(
        _("Language spoken here"), choices=[SelectChoice(each, TONGUE_WORDS[each]) for each in TONGUES]
    )


class InviteForm(FlaskForm):
    """Inviting people."""

    emails = TextAreaField(_("Mail addresses"), validators=[InputRequired(), Length(3, 8000)])
    company = StringField(_("Company"), filters=[tidy], validators=[InputRequired(), Length(1, 160)])
    role = SelectField(_("Role"), choices=GIVEN_ROLES)
    circles = SelectMultipleField(_("Circles they also read"), choices=[])
    message = TextAreaField(_("A personal line"), validators=[Length(0, 2000)])


class CircleForm(FlaskForm):
    """A new circle."""

    name = StringField(_("Name of the circle"), filters=[tidy], validators=[InputRequired(), Length(1, 120)])
    closed = BooleanField(_("Closed: only its readers admit others"))
    members = SelectMultipleField(_("Who reads it"), choices=[])


class DomainForm(FlaskForm):
    """A domain whose people may ask to join, and the company they are with."""

    domain = StringField(_("Domain of their mail"), filters=[tidy], validators=[InputRequired(), Length(3, 200)])
    company = StringField(_("Company"), filters=[tidy], validators=[InputRequired(), Length(1, 160)])


class AskForm(EmailForm):
    """What is asked of whoever wants to be let in."""

    name = StringField(
        _("Your name, as others will see it"), filters=[tidy], validators=[InputRequired(), Length(1, 160)]
    )


class JoinForm(FlaskForm):
    """The one thing asked of an invited person."""

    name = StringField(
        _("Your name, as others will see it"), filters=[tidy], validators=[InputRequired(), Length(1, 160)]
    )

"""shown_as: the one way a person or company appears on any surface."""

import zlib
from dataclasses import dataclass, replace

from portal.features.identity.models import Company
from portal.features.workspaces.models import Member, Workspace, WorkspaceKind


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as one reader sees them. `tone` 1 to 6 colours the avatar; staff's is square."""

    id: str
    name: str
    initials: str
    tone: int
    staff: bool
    role: str = ""
    company: str = ""
    avatar_url: str = ""
    url: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class CompanyView:
    """A company as its mark shows it."""

    name: str
    letter: str
    tone: int
    glyph: str = ""
    logo_url: str = ""


def shown_as(member: Member) -> PersonView:
    """A member by name and company. Communities will narrow this to what the member chose to show."""
    person = member.person
    return PersonView(
        id=member.public_id,
        name=person.name,
        initials=initials(person.name),
        tone=zlib.crc32(member.public_id.encode()) % 6 + 1,
        staff=member.company.house,
        role=person.title,
        company=member.company.name,
        avatar_url=_photo(member),
        gone=not member.active,
    )


def company_view(company: Company) -> CompanyView:
    """The mark of a company."""
    return CompanyView(company.name, initials(company.name)[:1], (company.tone - 1) % 5 + 1)


def workspace_mark(workspace: Workspace) -> CompanyView:
    """The mark of a workspace for its members: its logo, else that of its customer, else its first letter."""
    shown = CompanyView(workspace.name, initials(workspace.name)[:1], workspace.id % 5 + 1)
    if workspace.company is not None:
        shown = company_view(workspace.company)
    return replace(shown, logo_url=f"/w/{workspace.public_id}/logo/{workspace.logo}") if workspace.logo else shown


def _photo(member: Member) -> str:
    """The address of a photo; whoever left is drawn as an outline. Written out: fragments are made outside requests."""
    if not (member.active and member.person.photo):
        return ""
    return f"/w/{member.workspace.public_id}/people/{member.public_id}/photo/{member.person.photo}"


def short_name(workspace: Workspace) -> str:
    """In the rail a deal goes by its customer, a community by its name."""
    if workspace.kind == WorkspaceKind.DEAL and workspace.company is not None:
        return workspace.company.name
    return workspace.name


def initials(name: str) -> str:
    """Two letters of a name: of its first and last word that begin with one."""
    words = [word for word in name.replace("(", " ").split() if word[0].isalnum() and word.casefold() not in TITLES]
    if not words:
        return (name.strip()[:1] or "?").upper()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


TITLES = {"dr", "dr.", "prof", "prof.", "mr", "mrs", "ms"}

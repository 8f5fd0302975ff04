"""Roles as data: which role grants which permission."""

from enum import StrEnum

from portal.kernel.access.permissions import Permission as P


class Role(StrEnum):
    """What a member is in one workspace."""

    OWNER = "owner"
    TEAM = "team"
    CHAMPION = "champion"
    MEMBER = "member"
    VIEWER = "viewer"

    @property
    def for_staff(self) -> bool:
        """Owner and team are staff; the customer's roles are everyone else's."""
        return self in (Role.OWNER, Role.TEAM)


class HouseRole(StrEnum):
    """What a person of staff is in the house."""

    STAFF = "staff"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


_VIEWER = frozenset({P.READ})
_MEMBER = _VIEWER | {P.POST, P.UPLOAD}
_CHAMPION = _MEMBER | {P.INVITE_COLLEAGUES, P.EXPORT, P.ADMIT}
_WORK = frozenset({P.MARK, P.ANNOUNCE, P.INVITE, P.REPLY_FOR_TEAM, P.CURATE_LIBRARY, P.VIEW_AS_CUSTOMER})
_TEAM = _MEMBER | _WORK | {P.ASK_FOR_FILES}
_OWNER = _TEAM | {P.REMOVE_MEMBERS, P.MANAGE_WORKSPACE, P.MANAGE_CIRCLES, P.ARCHIVE, P.EXPORT, P.ADMIT}

ROLES: dict[Role, frozenset[P]] = {
    Role.VIEWER: _VIEWER,
    Role.MEMBER: _MEMBER,
    Role.CHAMPION: _CHAMPION,
    Role.TEAM: _TEAM,
    Role.OWNER: _OWNER,
}

_STAFF = frozenset({P.OPEN_WORKSPACE})
HOUSE_ROLES: dict[HouseRole, frozenset[P]] = {
    HouseRole.STAFF: _STAFF,
    HouseRole.MANAGER: _STAFF | {P.HAND_OVER, P.SEE_INSIGHTS},
    HouseRole.ADMINISTRATOR: _STAFF | {P.MANAGE_PEOPLE, P.MANAGE_HOUSE, P.SEE_WORK},
}


def role_allows(role: Role, permission: P) -> bool:
    """Whether a member of this role may do this; what is not listed is refused."""
    return permission in ROLES[role]

"""The rule of the house's own pages: for others they do not exist."""

from typing import Any

from portal.features.identity.sessions import actor
from portal.kernel.access import NotFound, Permission, signed_in


class InHouse:
    """Asks for a permission of the house role."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        self.name = f"in house: {permission.name}"

    def check(self, view_args: dict[str, Any]) -> Any | None:
        refused = signed_in.check(view_args)
        if refused is None and not actor().may(self.permission):
            raise NotFound
        return refused


def in_house(permission: Permission) -> InHouse:
    """For people whose house role grants this."""
    return InHouse(permission)

"""Who is acting: the argument `by=` of every service and of every `visible_to`."""

from dataclasses import dataclass

from portal.kernel.access.permissions import Permission
from portal.kernel.access.roles import HOUSE_ROLES, HouseRole


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work, or nobody.

    `lens_id` is set while someone looks at a workspace as a customer: then only what both persons may read is visible,
    and nothing can be done.
    """

    person_id: int | None
    staff: bool = False
    house_role: HouseRole | None = None
    lens_id: int | None = None

    @property
    def known(self) -> bool:
        """Whether somebody is signed in."""
        return self.person_id is not None

    def may(self, permission: Permission) -> bool:
        """Whether the house role grants this; workspace roles are asked of the member."""
        return self.lens_id is None and self.house_role is not None and permission in HOUSE_ROLES[self.house_role]


NOBODY = Actor(person_id=None)

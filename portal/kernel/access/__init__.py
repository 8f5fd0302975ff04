"""Who may see and do what.

The audience is the only right to read: `visible_to(actor)` on every noun is built on `readable(actor)`, and nobody
writes a second one. What a reader may do beyond reading is a `Permission`, granted by a role. Every route carries a
rule; a route without one stops the application from starting.
"""

from portal.kernel.access.actor import NOBODY, Actor
from portal.kernel.access.errors import Forbidden, NotFound
from portal.kernel.access.models import Audience, AudienceKind, AudienceReader, InAudience
from portal.kernel.access.permissions import Permission
from portal.kernel.access.readable import may_read, readable, reader_ids
from portal.kernel.access.roles import HOUSE_ROLES, ROLES, HouseRole, Role, role_allows
from portal.kernel.access.rules import Rule, anyone, guard_routes, rule, signed_in

__all__ = [
    "HOUSE_ROLES",
    "NOBODY",
    "ROLES",
    "Actor",
    "Audience",
    "AudienceKind",
    "AudienceReader",
    "Forbidden",
    "HouseRole",
    "InAudience",
    "NotFound",
    "Permission",
    "Role",
    "Rule",
    "anyone",
    "guard_routes",
    "may_read",
    "readable",
    "reader_ids",
    "role_allows",
    "rule",
    "signed_in",
]

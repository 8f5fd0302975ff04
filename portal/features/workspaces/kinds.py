"""What happens to workspaces and their people."""

from portal.kernel.ledger import Kind

EVERYONE_AND_OWN = "Everyone and the person's own"
OPENED = Kind("workspace.opened", goes_to="Everyone", payload={"kind": str}, beside={"name": str})
CHANGED = Kind(
    "workspace.changed",
    goes_to="Everyone",
    payload={"fields": list},
    beside={"name": str},
    readers=frozenset({"search"}),
)
ARCHIVED = Kind("workspace.archived", goes_to="Everyone")
REOPENED = Kind("workspace.reopened", goes_to="Everyone")
JOINED = Kind(
    "member.joined",
    goes_to=EVERYONE_AND_OWN,
    payload={"member": str, "role": str, "invitation": str | None},
    beside={"name": str, "company": str},
    readers=frozenset({"search"}),
)
PARTICIPANT = Kind(
    "member.imported",
    goes_to="the audience of the import",
    payload={"member": str},
    beside={"name": str, "company": str},
    readers=frozenset({"search"}),
)
REMOVED = Kind(
    "member.removed",
    goes_to=EVERYONE_AND_OWN,
    payload={"member": str},
    beside={"name": str},
    readers=frozenset({"search"}),
)
ROLE_CHANGED = Kind("member.role_changed", goes_to=EVERYONE_AND_OWN, payload={"member": str, "role": str})
INVITED = Kind(
    "invitation.made",
    goes_to="Our team and the inviter's own",
    payload={"invitation": str, "role": str},
    beside={"email": str},
)
INVITATION_ENDED = Kind(
    "invitation.ended", goes_to="Our team and the inviter's own", payload={"invitation": str, "how": str}
)
INVITATION_WISHED = Kind(
    "invitation.wished", goes_to="Our team and the inviter's own", payload={"invitation": str}, beside={"email": str}
)
JOIN_ASKED = Kind(
    "join.asked", goes_to="Our team and the asker's own", payload={"request": str}, beside={"name": str, "email": str}
)
JOIN_DECIDED = Kind("join.decided", goes_to="Our team and the asker's own", payload={"request": str, "how": str})
DOMAIN_ADDED = Kind("domain.added", goes_to="Our team", beside={"domain": str})
DOMAIN_REMOVED = Kind("domain.removed", goes_to="Our team", beside={"domain": str})
CIRCLE_ADDED = Kind("circle.added", goes_to="the circle", payload={"closed": bool}, beside={"name": str})
READER_ADDED = Kind("audience.reader_added", goes_to="that audience and the reader's own", payload={"member": str})
READER_REMOVED = Kind("audience.reader_removed", goes_to="that audience and the reader's own", payload={"member": str})

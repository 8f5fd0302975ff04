"""What identity writes into the ledger: always the house's and the person's own audience."""

from portal.kernel.ledger import Kind

BOTH = "the house and the person's own"
SIGNED_IN = Kind("person.signed_in", goes_to="the person's own", payload={"by": str})
SIGNED_OUT = Kind("person.signed_out", goes_to="the person's own", payload={"sessions": int})
SIGN_IN_LINK = Kind("person.sign_in_link_made", goes_to=BOTH, payload={"by": str})
ADDED = Kind("person.added", goes_to=BOTH, payload={"house_role": str}, beside={"name": str, "email": str})
PERSON_IMPORTED = Kind("person.imported", goes_to="the house", beside={"name": str, "email": str})
CHANGED = Kind(
    "person.changed",
    goes_to="the person's own",
    payload={"fields": list},
    beside={"name": str},
    readers=frozenset({"search"}),
)
ADDRESS_ADDED = Kind("person.address_added", goes_to="the person's own", beside={"email": str})
ADDRESS_REMOVED = Kind("person.address_removed", goes_to="the person's own", beside={"email": str})
PRIMARY_CHOSEN = Kind("person.primary_address_chosen", goes_to="the person's own", beside={"email": str})
MERGED = Kind("person.merged", goes_to=BOTH, payload={"gone": str}, beside={"name": str, "gone_name": str})
ROLE_GIVEN = Kind("person.house_role_given", goes_to=BOTH, payload={"house_role": str})
OFFBOARDED = Kind("person.offboarded", goes_to=BOTH)
LET_BACK = Kind("person.let_back", goes_to=BOTH)
SESSIONS_ENDED = Kind("person.sessions_ended", goes_to=BOTH, payload={"sessions": int})
PASSWORD_SET = Kind("person.password_set", goes_to="the person's own")
COMPANY_ADDED = Kind("company.added", goes_to="the house", beside={"name": str})

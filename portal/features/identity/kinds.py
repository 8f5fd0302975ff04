"""What identity writes into the ledger: always the house's and the person's own audience."""

from portal.kernel.ledger import Kind

BOTH = "the house and the person's own"
SIGNED_IN = Kind("person.signed_in", goes_to="the person's own", payload={"by": str})
SIGNED_OUT = Kind("person.signed_out", goes_to="the person's own", payload={"sessions": int})
SIGN_IN_LINK = Kind("person.sign_in_link_made", goes_to=BOTH, payload={"by": str})
ADDED = Kind("person.added", goes_to=BOTH, payload={"house_role": str}, beside={"name": str, "email": str})
CHANGED = Kind("person.changed", goes_to="the person's own", payload={"fields": list}, beside={"name": str})
ADDRESS_ADDED = Kind("person.address_added", goes_to="the person's own", beside={"email": str})
ADDRESS_REMOVED = Kind("person.address_removed", goes_to="the person's own", beside={"email": str})
PASSWORD_SET = Kind("person.password_set", goes_to="the person's own")
COMPANY_ADDED = Kind("company.added", goes_to="the house", beside={"name": str})

"""Signing in and out, one's profile, the first start."""

from tests.access.table import Row, Value, known, world_wide
from tests.access.world import CODE, PEOPLE, UNKNOWN, World


def own_session(world: World, who: str) -> str:
    return world.sessions.get(PEOPLE[who], UNKNOWN)


def own_address(world: World, who: str) -> int:
    return world.addresses.get(PEOPLE[who], 0)


def own_address_to(deed: str) -> dict[str, Value]:
    """One's own address in the address, and what to do with it."""
    return {"address_id": own_address, "deed": deed}


def proof(purpose: str) -> dict[str, Value]:
    """A proof of that purpose in the address."""
    return {"proof_id": lambda world, _who: world.proofs[purpose]}


LINK = {"token": lambda world, _who: world.tokens["link"]}
RIGHT, WRONG = {"code": CODE}, {"code": "000000"}
PROFILE = {"name": "Another Name", "title": "", "time_zone": "Europe/London", "theme": ""}
NEW_HOUSE = {"email": "first@northwind.example", "house": "Northwind", "name": "First"}
NOWHERE = {"token": UNKNOWN}
PRIYA = {"email": "priya@acme.example", "password": "not her password"}

ROWS = [
    Row("identity.sign_in", "GET", world_wide(302, anonymous=200)),
    Row("identity.ask_code", "POST", world_wide(303), data={"email": "priya@acme.example"}),
    Row("identity.ask_code", "POST", world_wide(303), data={"email": "nobody@acme.example"}, label="unknown address"),
    Row("identity.code", "GET", world_wide(200), args=proof("sign_in")),
    Row("identity.code", "GET", world_wide(200), args={"proof_id": UNKNOWN}, label="unknown proof, which looks alike"),
    Row("identity.enter_code", "POST", world_wide(303), args=proof("sign_in"), data=RIGHT),
    Row("identity.enter_code", "POST", world_wide(422), args=proof("sign_in"), data=WRONG, label="wrong"),
    Row("identity.enter_code", "POST", world_wide(422), args=proof("join"), data=RIGHT, label="a code for joining"),
    Row("identity.enter_code", "POST", world_wide(422), args=proof("fresh"), data=RIGHT, label="a code for freshness"),
    Row("identity.link", "GET", world_wide(200), args=LINK),
    Row("identity.link", "GET", world_wide(410), args=NOWHERE, label="unknown"),
    Row("identity.use_link", "POST", world_wide(303), args=LINK),
    Row("identity.use_link", "POST", world_wide(410), args=NOWHERE, label="unknown"),
    Row("identity.password", "GET", world_wide(200)),
    Row("identity.enter_password", "POST", world_wide(422), data=PRIYA),
    Row("identity.sign_out", "POST", known(303)),
    Row("identity.end_session", "POST", known(303), args={"session_id": own_session}),
    Row(
        "identity.end_session",
        "POST",
        known(404, owner=303),
        args={"session_id": lambda world, _who: world.sessions["maya"]},
        label="of somebody else",
    ),
    Row("identity.profile", "GET", known(200)),
    Row("identity.save_profile", "POST", known(303), data=PROFILE),
    Row("identity.ask_fresh", "POST", known(303)),
    Row("identity.fresh", "GET", known(200), args=proof("fresh")),
    Row("identity.enter_fresh", "POST", known(422, champion=303), args=proof("fresh"), data=RIGHT),
    Row("identity.enter_fresh", "POST", known(422), args=proof("sign_in"), data=RIGHT, label="a code for signing in"),
    Row("identity.set_password", "POST", known(303), data={"password": "four words for a password"}),
    Row("identity.add_address", "POST", known(303), data={"email": "another@acme.example"}),
    Row("identity.change_address", "POST", known(303), args=own_address_to("primary")),
    Row("identity.change_address", "POST", known(422), args=own_address_to("remove"), label="the last one"),
    Row("identity.change_address", "POST", known(404), args=own_address_to("nothing"), label="no such deed"),
    Row(
        "identity.change_address",
        "POST",
        known(422, champion=303),
        args={"address_id": lambda world, _who: world.addresses["priya"], "deed": "primary"},
        label="of somebody else",
    ),
    Row("identity.ask_merge", "GET", known(404), args=proof("fresh")),
    Row("identity.merge", "POST", known(404), args=proof("fresh")),
    Row("identity.photo", "GET", known(404), args={"picture": UNKNOWN}),
    Row("identity.save_photo", "POST", known(422), label="no picture"),
    Row("identity.remove_photo", "POST", known(303)),
    Row("identity.set_up", "GET", world_wide(404), args=NOWHERE),
    Row("identity.finish_set_up", "POST", world_wide(404), args=NOWHERE, data=NEW_HOUSE),
    Row("identity.outbox", "GET", world_wide(200)),
    Row("identity.outbox_mail", "GET", world_wide(200), args={"mail_id": lambda world, _who: world.tokens["mail"]}),
    Row("identity.outbox_mail", "GET", world_wide(404), args={"mail_id": UNKNOWN}, label="unknown"),
]

"""Joining with an invitation."""

from tests.access.rows_identity import RIGHT, WRONG, proof
from tests.access.table import Row, world_wide
from tests.access.world import UNKNOWN

OPEN = {"token": lambda world, _who: world.tokens["new@acme.example"]}
EXPIRED = {"token": lambda world, _who: world.tokens["olga@acme.example"]}
NAME = {"name": "New Person"}

ROWS = [
    Row("join.show", "GET", world_wide(200), args=OPEN),
    Row("join.show", "GET", world_wide(410), args=EXPIRED, label="expired"),
    Row("join.show", "GET", world_wide(410), args={"token": UNKNOWN}, label="unknown"),
    Row("join.begin", "POST", world_wide(303), args=OPEN, data=NAME),
    Row("join.begin", "POST", world_wide(410), args=EXPIRED, data=NAME, label="expired"),
    Row("join.begin", "POST", world_wide(410), args={"token": UNKNOWN}, data=NAME, label="unknown"),
    Row("join.code", "GET", world_wide(200), args=proof("join")),
    Row("join.finish", "POST", world_wide(303), args=proof("join"), data=RIGHT),
    Row("join.finish", "POST", world_wide(422), args=proof("join"), data=WRONG, label="wrong"),
    Row("join.finish", "POST", world_wide(422), args=proof("sign_in"), data=RIGHT, label="a code for signing in"),
]

"""Joining with an invitation."""

from tests.access.rows_identity import RIGHT, WRONG, proof
from tests.access.table import Row, known, world_wide
from tests.access.world import UNKNOWN

OPEN = {"token": lambda world, _who: world.tokens["new@acme.example"]}
EXPIRED = {"token": lambda world, _who: world.tokens["olga@acme.example"]}
ACME = {"place": lambda world, _who: world.workspaces["acme"]}
WHO = {"name": "New Person", "email": "ask@acme.example"}
NAME = {"name": "New Person"}

ROWS = [
    Row("join.show", "GET", world_wide(200), args=OPEN),
    Row("join.show", "GET", world_wide(410), args=EXPIRED, label="expired"),
    Row("join.show", "GET", world_wide(410), args={"token": UNKNOWN}, label="unknown"),
    Row("join.begin", "POST", world_wide(303), args=OPEN, data=NAME),
    Row("join.begin", "POST", world_wide(410), args=EXPIRED, data=NAME, label="expired"),
    Row("join.begin", "POST", world_wide(410), args={"token": UNKNOWN}, data=NAME, label="unknown"),
    Row("join.begin", "POST", world_wide(422), args=OPEN, data={"name": " "}, label="no name"),
    Row("join.ask_again", "POST", world_wide(404), args=OPEN, label="it still works"),
    Row("join.ask_again", "POST", world_wide(303), args=EXPIRED, label="expired"),
    Row("join.ask_again", "POST", world_wide(404), args={"token": UNKNOWN}, label="unknown"),
    Row("asking.show", "GET", world_wide(200), args={"place": UNKNOWN}),
    Row("asking.show", "GET", world_wide(200), args=ACME, label="a workspace, which looks alike"),
    Row("asking.send", "POST", world_wide(303), args={"place": UNKNOWN}, data=WHO),
    Row("asking.send", "POST", world_wide(303), args=ACME, data=WHO, label="a workspace, which looks alike"),
    Row("asking.code", "GET", world_wide(200), args=proof("join")),
    Row("asking.finish", "POST", world_wide(303), args=proof("ask_in"), data=RIGHT),
    Row("asking.finish", "POST", world_wide(422), args=proof("join"), data=RIGHT, label="a code for joining"),
    Row("asking.asked", "GET", known(200)),
    Row("join.code", "GET", world_wide(200), args=proof("join")),
    Row("join.finish", "POST", world_wide(303), args=proof("join"), data=RIGHT),
    Row("join.finish", "POST", world_wide(422), args=proof("join"), data=WRONG, label="wrong"),
    Row("join.finish", "POST", world_wide(422), args=proof("sign_in"), data=RIGHT, label="a code for signing in"),
]

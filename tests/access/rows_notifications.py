"""What one is mailed: one's own settings, and the signed key in a mail."""

from tests.access.table import Row, known, world_wide
from tests.access.world import UNKNOWN

KEY = {"token": lambda world, _who: world.tokens["less"]}
FORGED = {"token": lambda world, _who: world.tokens["less"][:-1] + "_"}

ROWS = [
    Row("notifications.settings", "GET", known(200)),
    Row("notifications.save_settings", "POST", known(303), data={"mention": "never"}),
    Row("notifications.less", "GET", world_wide(200), args=KEY),
    Row("notifications.less", "GET", world_wide(404), args=FORGED, label="forged"),
    Row("notifications.less", "GET", world_wide(404), args={"token": UNKNOWN}, label="unknown"),
    Row("notifications.turn_down_mail", "POST", world_wide(200), args=KEY, data={"List-Unsubscribe": "One-Click"}),
    Row("notifications.turn_down_mail", "POST", world_wide(200), args=KEY, data={"choice": "thread"}, label="thread"),
    Row("notifications.turn_down_mail", "POST", world_wide(404), args=KEY, data={"choice": "x"}, label="no choice"),
    Row("notifications.turn_down_mail", "POST", world_wide(404), args=FORGED, label="forged"),
]

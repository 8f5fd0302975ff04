"""Opening a workspace, its settings, its overview and timeline, looking as a customer."""

from tests.access.table import Row, inside, known
from tests.access.world import UNKNOWN

GUESTS = ("viewer", "member", "champion")
OPENERS = ("team", "owner", "administrator", "manager")
SETTINGS = {"name": "A new name", "purpose": "", "brand": "#14594a"}
WORKSPACE = {"kind": "deal", "name": "A new deal", "company": "Corvid Logistics", "purpose": "", "emails": ""}
PLACES = ("acme/everyone", "halden/everyone")

ROWS = [
    Row("overview.show", "GET", inside(200)),
    Row("timeline.show", "GET", inside(200)),
    Row("workspaces.new", "GET", known(403, **dict.fromkeys(OPENERS, 200))),
    Row("workspaces.create", "POST", known(403, **dict.fromkeys(OPENERS, 303)), data=WORKSPACE),
    Row("workspaces.settings", "GET", inside(403, owner=200)),
    Row("workspaces.save_settings", "POST", inside(403, owner=303), data=SETTINGS),
    Row("admission.add_domain", "POST", inside(403, owner=303), data={"domain": "acmefoods.com", "company": "Acme"}),
    Row(
        "admission.add_domain",
        "POST",
        inside(403, owner=422),
        data={"domain": "gmail.com", "company": "Acme"},
        label="where anybody has an address",
    ),
    Row(
        "admission.remove_domain",
        "POST",
        inside(403, owner=303),
        args={"domain_id": lambda world, _who: world.domain},
        shelves=(),
    ),
    Row("admission.remove_domain", "POST", inside(403, owner=404), args={"domain_id": "999999"}, label="unknown"),
    Row("pictures.logo", "GET", inside(200), args={"picture": lambda world, _who: world.pictures["logo"]}, shelves=()),
    Row("pictures.logo", "GET", inside(404), args={"picture": UNKNOWN}, label="no picture"),
    Row("pictures.save_logo", "POST", inside(403, owner=422), label="no picture"),
    Row("pictures.remove_logo", "POST", inside(403, owner=303)),
    Row("workspaces.archive", "POST", inside(403, owner=303)),
    Row("workspaces.brand", "GET", inside(200), args={"colour": "14594a"}),
    Row("workspaces.brand", "GET", inside(404), args={"colour": "zzzzzz"}, label="no colour"),
    Row(
        "workspaces.take_lens",
        "POST",
        inside(403, team=303, owner=303),
        "member",
        GUESTS,
        data={"member": "{member}"},
        shelves=PLACES,
    ),
    Row(
        "workspaces.take_lens",
        "POST",
        inside(403),
        data={"member": lambda world, _who: world.members["maya"]},
        shelves=PLACES[:1],
        label="as the owner",
    ),
    Row("workspaces.leave_lens", "POST", inside(303)),
]

"""Folders and files."""

from tests.access.table import Row, inside

NO_VIEWER = ("viewer",)
GUESTS = ("viewer", "member", "champion", "other")
OWN_SHELF = ("acme/everyone",)
MAKERS = inside(403, member=303, team=303, owner=303)
NOT_WITHDRAWN = inside(403, member=422, team=422, owner=422)
DONE, ASKED = (inside(422, viewer=403, **dict.fromkeys(("member", "team", "owner"), code)) for code in (303, 200))
HIS_ASKED = {"halden/everyone": {"other": 200}}
HIS_OWN = {"halden/everyone": {"other": 303}}
NAME = {"name": "Another name"}
CHOSEN, SURE = {"files": "{file}"}, {"sure": "yes"}
WITHDRAW = {"deed": "withdraw"}
PAGE = {"number": "1", "page": "1"}
HERE = {"audience": "{audience}"}

ROWS = [
    Row("library.root", "GET", inside(200)),
    Row("library.folder", "GET", inside(200), "folder"),
    Row("library.zip_chosen", "GET", inside(200)),
    Row("library.zip_chosen", "GET", inside(200), "file", query={"files": "{file}"}, label="one file"),
    Row("library.zip_folder", "GET", inside(422), "folder", label="with nothing in it"),
    Row("library.index", "GET", inside(200), args={"kind": "csv"}),
    Row("library.index", "GET", inside(404), args={"kind": "exe"}, label="no such kind"),
    Row("library.folder_index", "GET", inside(200), "folder", args={"kind": "pdf"}),
    Row("library.bin_", "GET", inside(200, viewer=403), door=NO_VIEWER),
    Row("library.file", "GET", inside(200), "file"),
    Row("library.file", "GET", inside(404), "trashed", label="in the trash"),
    Row("library.download", "GET", inside(200), "file", args={"number": "1"}),
    Row("library.download", "GET", inside(404), "file", args={"number": "9"}, label="no such version"),
    Row("library.seen_pages", "POST", inside(204), "file", args={"number": "1"}, data={"pages": "1"}),
    Row("library.seen_pages", "POST", inside(404), "file", args={"number": "9"}, label="no such version"),
    Row("library.download", "GET", inside(404), "trashed", args={"number": "1"}, label="in the trash"),
    Row("library.page_picture", "GET", inside(200), "paper", args=PAGE, query={"width": "160"}),
    Row("library.page_picture", "GET", inside(404), "paper", args=PAGE, query={"width": "161"}, label="any width"),
    Row("library.page_picture", "GET", inside(404), "paper", args=PAGE | {"page": "2"}, label="no such page"),
    Row("library.page_picture", "GET", inside(404), "file", args=PAGE, label="of what has no pages"),
    Row("library.page_picture", "GET", inside(404), "trashed", args=PAGE, label="in the trash"),
    Row("library.page_places", "GET", inside(200), "paper", args=PAGE),
    Row("library.page_places", "GET", inside(404), "trashed", args=PAGE, label="in the trash"),
    Row("library.outline_picture", "GET", inside(404), "letter", args={"number": "1", "picture_number": "1"}),
    Row(
        "library.attached",
        "GET",
        inside(200),
        "letter",
        args={"number": "1", "attachment_number": "1"},
        shelves=("acme/everyone", "acme/team"),  # each is read in a box
    ),
    Row(
        "library.attached",
        "GET",
        inside(404),
        "file",
        args={"number": "1", "attachment_number": "1"},
        label="to what is no mail",
    ),
    Row("library.media", "GET", inside(200), "tune", args={"number": "1"}),
    Row("library.media", "GET", inside(404), "file", args={"number": "1"}, label="of what is none"),
    Row("library.find_in", "GET", inside(200), "file", args={"number": "1"}, query={"q": "plan"}),
    Row("library.find_in", "GET", inside(404), "trashed", args={"number": "1"}, label="in the trash"),
    Row("library.upload", "POST", inside(303, viewer=403), "audience", NO_VIEWER, data=HERE, upload=True),
    Row(
        "library.upload",
        "POST",
        inside(303, viewer=403),
        "folder",
        NO_VIEWER,
        data={"folder": "{folder}"},
        upload=True,
        label="into a folder",
    ),
    Row("library.upload_version", "POST", inside(303, viewer=403), "file", NO_VIEWER, upload=True),
    Row("library.compare_versions", "GET", inside(200), "file", query={"from": "1", "to": "2"}),
    Row("library.compare_versions", "GET", inside(404), "file", query={"to": "9"}, label="no such version"),
    Row("library.compare_versions", "GET", inside(404), "trashed", label="in the trash"),
    Row("library.bring_back", "POST", inside(303, viewer=403), "file", NO_VIEWER, args={"number": "1"}),
    Row("library.bring_back", "POST", inside(404, viewer=403), "file", NO_VIEWER, {"number": "9"}, label="none such"),
    Row("library.withdraw", "POST", MAKERS, "file", NO_VIEWER, data={"reason": "Old"}, differs=HIS_OWN),
    Row("library.give", "POST", NOT_WITHDRAWN, "file", NO_VIEWER, differs={"halden/everyone": {"other": 422}}),
    Row("library.new_folder", "POST", inside(303, viewer=403), "audience", NO_VIEWER, data=NAME | HERE),
    Row(
        "library.new_folder",
        "POST",
        inside(303, viewer=403),
        "folder",
        NO_VIEWER,
        data=NAME | HERE | {"folder": "{folder}"},
        label="in a folder",
    ),
    Row("library.rename_folder_", "POST", MAKERS, "folder", NO_VIEWER, data=NAME, differs=HIS_OWN),
    Row("library.delete_folder_", "POST", MAKERS, "folder", NO_VIEWER, differs=HIS_OWN),
    Row(
        "library.view_only",
        "POST",
        inside(403, team=303, owner=303),
        "folder",
        ("viewer", "member", "champion", "other"),
        data={"on": "1"},
    ),
    Row("library.rename", "POST", MAKERS, "file", NO_VIEWER, data=NAME, differs=HIS_OWN),
    Row("library.move", "POST", MAKERS, "file", NO_VIEWER, data={"folder": "{folder}"}, differs=HIS_OWN),
    Row(
        "library.move",
        "POST",
        inside(404, viewer=403),
        "file",
        NO_VIEWER,
        data={"folder": lambda world, _who: world.things["halden/everyone"]["folder"]},
        shelves=OWN_SHELF,
        label="to another workspace",
    ),
    Row("library.copy", "POST", MAKERS, "file", NO_VIEWER, data=HERE, differs=HIS_OWN),
    Row(
        "library.copy",
        "POST",
        inside(404, viewer=403, team=200, owner=200),
        "file",
        NO_VIEWER,
        data={"audience": "team"},
        shelves=OWN_SHELF,
        label="for the team, which asks first",
    ),
    Row(
        "library.copy",
        "POST",
        inside(404, viewer=403),
        "file",
        NO_VIEWER,
        data={"audience": lambda world, _who: world.things["halden/everyone"]["audience"]},
        shelves=OWN_SHELF,
        label="for another workspace",
    ),
    Row("library.chosen", "POST", inside(404), data={"deed": "burn"}, label="no such deed"),
    Row("library.chosen", "POST", inside(303), "file", data=CHOSEN | {"deed": "zip"}, label="to fetch"),
    Row("library.chosen", "POST", DONE, "file", NO_VIEWER, data=CHOSEN | SURE | {"deed": "delete"}, differs=HIS_OWN),
    Row(
        "library.chosen",
        "POST",
        ASKED,
        "file",
        NO_VIEWER,
        data=CHOSEN | {"deed": "withdraw"},
        differs=HIS_ASKED,
        label="ask",
    ),
    Row("library.delete", "POST", MAKERS, "file", NO_VIEWER, differs=HIS_OWN),
    Row("library.restore", "POST", MAKERS, "trashed", NO_VIEWER, differs=HIS_OWN),
]

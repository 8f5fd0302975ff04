"""What the ledger says about files. Names stand beside the chain; payloads carry ids, numbers and hashes."""

from types import UnionType

from portal.kernel.ledger import Kind

SEARCH = frozenset({"search"})
NEWS = SEARCH | {"saved"}
OWN = "the audience of the file"
CONTENT: dict[str, type | UnionType] = {
    "folder": str,
    "version": int,
    "size": int,
    "media_type": str,
    "sha256": str,
    "imported": bool,
}
NAME: dict[str, type | UnionType] = {"name": str}

FOLDER_CREATED = Kind("folder.created", "the audience of the folder", {"parent": str}, NAME)
FOLDER_RENAMED = Kind("folder.renamed", "the audience of the folder", beside={"name": str, "before": str})
FOLDER_VIEW_ONLY = Kind("folder.view_only", "the audience of the folder", {"on": bool, "copies": bool})
FOLDER_DELETED = Kind("folder.deleted", "the audience of the folder", {"parent": str})

FILE_UPLOADED = Kind("file.uploaded", OWN, CONTENT, NAME, NEWS)
FILE_VERSION_ADDED = Kind("file.version_added", OWN, CONTENT, NAME | {"note": str}, NEWS)
FILE_VERSION_RESTORED = Kind("file.version_restored", OWN, CONTENT | {"restored": int}, NAME, SEARCH)
FILE_COPIED = Kind("file.copied", "the audience of the new file", CONTENT, NAME, NEWS)
FILE_COPIED_ON = Kind("file.copied_on", "the audience of the old file, when the new one is for everyone", {"copy": str})
FILE_RENAMED = Kind("file.renamed", OWN, beside={"name": str, "before": str}, readers=SEARCH)
FILE_MOVED = Kind("file.moved", OWN, {"folder": str})
FILE_DELETED = Kind("file.deleted", OWN, readers=SEARCH)
FILE_RESTORED = Kind("file.restored", OWN, {"folder": str}, readers=SEARCH)
FILE_WITHDRAWN = Kind("file.withdrawn", OWN, beside={"reason": str}, readers=SEARCH)
FILE_GIVEN_AGAIN = Kind("file.given_again", OWN, readers=SEARCH)
FILE_PURGED = Kind("file.purged", OWN, readers=SEARCH)
FILE_CHECKED = Kind("file.checked", OWN, {"version": int, "state": str, "reason": str}, readers=NEWS)
FILE_READ = Kind("file.read", OWN, {"version": int, "state": str, "pages": int}, readers=NEWS)
OPENER = "Our team, and the opener's own audience"
FILE_OPENED = Kind("file.opened", OPENER, {"version": int})
FILE_PAGES_SEEN = Kind("file.pages_seen", OPENER, {"version": int, "pages": str})

BYTES_DAMAGED = Kind("blobs.damaged", "the house", {"missing": int, "changed": int})

"""What the ledger says about requests for files. Words and addresses stand beside the chain."""

from portal.kernel.ledger import Kind

NEWS = frozenset({"notifications"})
OWN = "the audience of the request"
FILES = "the audience its files go to, and the sponsor's own"
WHERE = "the audience of the request; for a link, that of its files"

MADE = Kind("request.made", OWN, {"items": int, "due": str, "asked": list}, {"title": str}, NEWS)
WITHDRAWN = Kind("request.withdrawn", OWN)
REMINDED = Kind("request.reminded", OWN, readers=NEWS)
LINKED = Kind("request.linked", FILES, {"link": str}, {"email": str})
LINK_ENDED = Kind("request.link_ended", FILES, {"link": str, "how": str}, {"email": str})
LINK_WISHED = Kind("request.link_wished", FILES, {"link": str}, {"email": str})
FILLED = Kind("request.filled", WHERE, {"item": str, "files": int}, readers=NEWS)
RECEIVED = Kind("request.received", "the giver's own audience", {"item": str, "size": int}, {"name": str})
ACCEPTED = Kind("request.accepted", WHERE, {"item": str})
SENT_BACK = Kind("request.sent_back", WHERE, {"item": str}, {"reason": str}, NEWS)
DROPPED = Kind("request.dropped", WHERE, {"item": str})

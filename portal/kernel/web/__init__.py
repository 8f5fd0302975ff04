"""What every page shares: headers, CSRF, limits, errors, languages and times, assets, answers.

`init_web(app)` wires all of it. Views answer with `page`, a fragment or JSON; errors answer in the same shape.
"""

from portal.kernel.web.addresses import address
from portal.kernel.web.assets import asset
from portal.kernel.web.bodies import pieces
from portal.kernel.web.errors import Refused
from portal.kernel.web.fragments import moment_html, remembered
from portal.kernel.web.limits import limiter
from portal.kernel.web.paging import Page, paginate
from portal.kernel.web.respond import see_other, stream, wants_json, wants_stream
from portal.kernel.web.uploads import uploaded
from portal.kernel.web.wiring import init_web, unguarded

__all__ = [
    "Page",
    "Refused",
    "address",
    "asset",
    "init_web",
    "limiter",
    "moment_html",
    "paginate",
    "pieces",
    "remembered",
    "see_other",
    "stream",
    "unguarded",
    "uploaded",
    "wants_json",
    "wants_stream",
]

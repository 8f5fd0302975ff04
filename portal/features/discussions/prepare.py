"""What happens to words before the transaction: cleaning, finding who is named, rendering."""

from portal.features.discussions.services import Words
from portal.features.workspaces.queries import readers_of
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import Audience
from portal.kernel.text import Named, clean_text, mentioned, render, render_mail


def prepare(body: str, audience: Audience, *, mail: bool = False) -> Words:
    """The words of a post for this audience. Only its readers can be named; other mentions stay plain words.

    What came in as a mail (`mail`) stays one: quotes and signature are folded, and it names nobody.
    """
    body = clean_text(body).strip()
    if mail:
        return Words(body=body, html=render_mail(body))
    wanted = set(mentioned(body))
    named = [member for member in readers_of(audience) if member.public_id in wanted] if wanted else []
    names = {member.public_id: Named(shown_as(member).name) for member in named}
    return Words(body=body, html=render(body, names=names), names=named)

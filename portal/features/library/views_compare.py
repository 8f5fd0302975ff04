"""The words of two versions, and what changed between them."""

from flask import render_template, request

from portal.features.identity.sessions import actor
from portal.features.library.comparing.run import compare, words_of
from portal.features.library.frame import frame
from portal.features.library.giving import after, open_version
from portal.features.library.opening import opening
from portal.features.library.queries import file_or_404
from portal.features.library.views import pages
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.kernel.access import rule


@pages.get("/<file_id>/versions/compare")
@rule(in_workspace())
def compare_versions(workspace_id: str, file_id: str) -> str:
    """What changed from the version `?from=` to the version `?to=`, usually the last two."""
    file = file_or_404(this_workspace(), actor(), file_id)
    older, newer = sorted((_asked("from", file.latest_number - 1), _asked("to", file.latest_number)))
    numbers = (older or 1, newer)
    words = [words_of(open_version(file_id, number)) for number in numbers]
    told = compare(*words) if all(words) and older != newer else None
    versions = after(lambda: [open_version(file_id, number) for number in numbers])
    for version in versions:
        opening(by=this_member(), actor=actor(), version=version)
    file = versions[0].file
    shown = {"file": file, "older": versions[0], "newer": versions[1], "told": told}
    return render_template(
        "library/compare.html", wordless=not all(words), **frame(file.folder, file.audience), **shown
    )


def _asked(name: str, usual: int) -> int:
    number = request.args.get(name, "")
    return int(number) if number.isdecimal() and len(number) < 10 else usual

"""Files and folders as templates take them: plain dicts, in the shapes `templates/components` names."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.features.library.models import File, FileVersion, Folder
from portal.features.library.previews.ahead import thumb_url
from portal.features.library.queries import file_counts, latest_versions, openings
from portal.features.workspaces.models import Workspace
from portal.features.workspaces.queries import readers_by_company, readers_of_each
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import Actor, Audience, AudienceKind
from portal.kernel.web.language import size

SIGNS = (
    ("application/pdf", "pdf"),
    ("image/vnd.dwg", "draw"),
    ("image/", "image"),
    ("video/", "video"),
    ("text/csv", "sheet"),
    ("application/vnd.ms-excel", "sheet"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml", "sheet"),
)


def sign_of(media_type: str) -> str:
    """Which sign stands for a type."""
    return next((sign for beginning, sign in SIGNS if media_type.startswith(beginning)), "file")


def file_view(file: File, version: FileVersion) -> dict[str, Any]:
    """A file and its newest version."""
    return {
        "id": file.public_id,
        "name": file.name,
        "url": file_url(file),
        "kind": sign_of(version.media_type),
        "thumb_url": thumb_url(version),
        "audience": file.audience,
        "meta": _("Version %(number)s, %(size)s", number=version.number, size=size(version.size)),
        "at": file.changed_at,
        "by": version.uploaded_by.person.name,
        "version": version,
        "file": file,
    }


def file_rows(workspace: Workspace, actor: Actor, files: Iterable[File]) -> list[dict[str, Any]]:
    """The rows of a list of files, with who opened them where the actor may know."""
    files = list(files)
    versions, opened = latest_versions(files), openings(workspace, actor, files)
    readers = readers_of_each(list({file.audience for file in files})) if opened else {}
    return [
        file_view(file, versions[file.id])
        | {
            "opened": [shown_as(member) for member in opened.get(file.public_id, [])],
            "guests": sum(count for company, count in readers.get(file.audience_id, []) if not company.house),
        }
        for file in files
    ]


def folder_rows(workspace: Workspace, actor: Actor, folders: Sequence[Folder]) -> list[tuple[Folder, str, int]]:
    """The rows of folders in a list: each with its address, and how many files the actor sees in it."""
    counts = file_counts(workspace, actor, folders) if folders else {}
    return [(folder, folder_url(workspace, folder), counts.get(folder.id, 0)) for folder in folders]


def file_url(file: File) -> str:
    """The page of a file."""
    return url_for("library.file", workspace_id=file.workspace.public_id, file_id=file.public_id)


def folder_url(workspace: Workspace, folder: Folder | None) -> str:
    """The page of a folder, or of the root."""
    if folder is None:
        return url_for("library.root", workspace_id=workspace.public_id)
    return url_for("library.folder", workspace_id=workspace.public_id, folder_id=folder.public_id)


def reading_line(audience: Audience) -> str:
    """Who will read what is added, in numbers: "14 people, 8 of them at Acme Foods"."""
    companies = readers_by_company(audience)
    total = sum(count for _company, count in companies)
    guests = [(company, count) for company, count in companies if not company.house]
    people = ngettext("%(num)s person", "%(num)s people", total)
    if not guests or audience.kind == AudienceKind.TEAM:
        return str(_("What you add here is seen by %(people)s", people=people))
    where = ", ".join(_("%(count)s at %(company)s", count=count, company=company.name) for company, count in guests)
    return str(_("What you add here is seen by %(people)s, %(where)s", people=people, where=where))


def crumbs(workspace: Workspace, path: list[Folder]) -> list[tuple[str, str]]:
    """The way from the root to a folder."""
    steps = [(_("Files"), folder_url(workspace, None))]
    steps += [(step.name, folder_url(workspace, step)) for step in path]
    return [*steps[:-1], (steps[-1][0], "")]


def answer(files: Iterable[tuple[File, FileVersion]]) -> dict[str, Any]:
    """What a script is told about files it has just uploaded."""
    return {
        "files": [
            {
                "id": file.public_id,
                "version": version.number,
                "version_id": version.public_id,
                "name": file.name,
                "size": version.size,
                "media_type": version.media_type,
                "state": version.state,
                "url": file_url(file),
                "audience": {"kind": file.audience.kind, "name": file.audience.name},
            }
            for file, version in files
        ]
    }

"""The library of the demo world, as `library.txt` tells."""

from functools import partial
from pathlib import Path

from portal.edges.demo.documents import make
from portal.edges.demo.sources import rows
from portal.edges.demo.stage import Scene
from portal.features.library import services
from portal.features.library.folders import make_folder
from portal.features.library.store import Content, keep

LIMIT = 10 * 1024**2  # bytes of one file


def shelve(scene: Scene, place: Path) -> None:
    """Plan the folders and files of a workspace. A row is a path, an audience, and who put each version when."""
    table = place / "library.txt"
    for path, audience, *versions in rows(table) if table.exists() else ():
        if path.endswith("/"):
            scene.stage.plan_by(versions[0], partial(_folder, scene, path.rstrip("/"), audience))
        else:
            _plan_file(scene, place, path, audience, versions)


def _plan_file(scene: Scene, place: Path, path: str, audience: str, versions: list[str]) -> None:
    parent, _, name = path.rpartition("/")
    source = place / "files" / f"{name}.txt"
    for number, version in enumerate(versions, start=1):
        if version.startswith("deleted "):
            scene.stage.plan_by(version.removeprefix("deleted "), partial(_delete, scene, name))
        elif number == 1:
            scene.stage.plan_by(version, partial(_add, scene, source, parent, audience))
        else:
            scene.stage.plan_by(version, partial(_newer, scene, source, number))


def _folder(scene: Scene, path: str, audience: str, who: str) -> None:
    parent, _, name = path.rpartition("/")
    scene.folders[path] = make_folder(
        member=scene.members[who],
        audience=scene.audience(audience),
        parent=scene.folders.get(parent),
        name=name,
    )


def _add(scene: Scene, source: Path, parent: str, audience: str, who: str) -> None:
    content = _content(scene, source, 1, who)
    member, folder = scene.members[who], scene.folders.get(parent)
    scene.files[content.name] = services.file_away(
        member=member, audience=scene.audience(audience), folder=folder, content=content
    )


def _newer(scene: Scene, source: Path, number: int, who: str) -> None:
    content = _content(scene, source, number, who)
    services.add_version(by=scene.stage.people[who].actor(), file=scene.files[content.name], content=content)


def _content(scene: Scene, source: Path, number: int, who: str) -> Content:
    made = make(source, number, scene.stage.cast[who].name)
    return keep(scene.workspace.public_id, source.name.removesuffix(".txt"), [made], limit=LIMIT)


def _delete(scene: Scene, name: str, who: str) -> None:
    services.delete_file(by=scene.stage.people[who].actor(), file=scene.files[name])

"""What holds styles, scripts and templates together, asked of the files themselves."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if path.parent.name != "mail")
STYLES = sorted(STATIC.glob("css/*.css"))


def found(pattern: str) -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for match in re.finditer(pattern, page.read_text()):
            yield page.name, match.group(1)


def test_every_style_sheet_is_imported_once() -> None:
    imported = re.findall(r'@import "\./(.+?)";', (STATIC / "css/app.css").read_text())
    assert sorted(imported) == [path.name for path in STYLES if path.name != "app.css"]


@pytest.mark.parametrize("path", [path for path in STYLES if path.name != "app.css"], ids=lambda path: path.name)
def test_every_rule_stands_in_a_layer(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL).strip()
    assert re.fullmatch(r"(@layer [\w, ]+;\s*)?(@layer \w+ \{.*\}\s*)+", text, flags=re.DOTALL)
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_pages_carry_no_style_or_script_of_their_own(page: Path) -> None:
    text = page.read_text()
    assert not re.search(r'\sstyle="|<style|\son[a-z]+="|javascript:', text)
    assert all("nonce" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_every_icon_asked_for_is_drawn() -> None:
    drawn = set(re.findall(r'id="i-([\w-]+)"', (STATIC / "icons.svg").read_text()))
    asked = {name for _, name in found(r"\bicon\('([\w-]+)'")} | {name for _, name in found(r"sign='([\w-]+)'")}
    assert asked
    assert asked <= drawn


def test_every_behaviour_asked_for_exists() -> None:
    names = {path.stem.removesuffix("_controller").replace("_", "-") for path in STATIC.glob("js/controllers/*.js")}
    asked = {
        word for _, text in found(r'data-controller="([^"]+)"') for word in re.findall(r"[a-z][a-z-]*", plain(text))
    }
    asked |= {word for _, text in found(r'data-action="([^"]+)"') for word in re.findall(r"([a-z-]+)#[a-z]", text)}
    assert asked
    assert asked <= names


def plain(text: str) -> str:
    """The words outside conditions."""
    return re.sub(r"\{\{ '|' if [^}]*\}\}", "", text)


def test_every_behaviour_is_registered() -> None:
    app = (STATIC / "js/app.js").read_text()
    for path in STATIC.glob("js/controllers/*.js"):
        assert f'"./controllers/{path.name}"' in app, path.name
        name = re.search(rf'import (\w+) from "./controllers/{path.name}"', app)
        assert name is not None
        assert re.search(rf"[\s:]{name[1]},", app.partition("Object.entries")[2]), name[1]


@pytest.mark.parametrize("path", sorted(STATIC.glob("js/controllers/*.js")), ids=lambda path: path.name)
def test_a_behaviour_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 100


def test_every_sentence_a_script_says_is_on_the_page() -> None:
    page = (TEMPLATES / "layouts/_words.html").read_text()
    offered = set(re.findall(r"^\s*\('([\w-]+)'", page, flags=re.MULTILINE))
    scripts = [path.read_text() for path in STATIC.glob("js/**/*.js") if "node_modules" not in path.parts]
    asked = {key for text in scripts for key in re.findall(r'words\("([\w-]+)"', text)}
    assert asked
    assert asked <= offered

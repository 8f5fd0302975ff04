"""Every setting comes from the environment, is checked, and reaches child processes unchanged."""

from pathlib import Path
from typing import Any

import pytest

from config import Embedded, ScaleOut, Settings, child_environment, from_environment, names

# A value that is not the default, as text and as the setting it becomes, by type.
OTHER: dict[type, tuple[str, Any]] = {
    int: ("7", 7),
    float: ("7.5", 7.5),
    str: ("seven", "seven"),
    tuple: ("one, two", ("one", "two")),
}


def other(name: str) -> tuple[str, Any]:
    default = getattr(Settings, name)
    if isinstance(default, bool):
        return ("0", False) if default else ("1", True)
    return ("elsewhere", Path("elsewhere")) if isinstance(default, Path) else OTHER[type(default)]


@pytest.mark.parametrize("name", names())
def test_each_setting_can_be_set(name: str) -> None:
    text, value = other(name)
    settings = from_environment({name: text})
    assert getattr(settings, name) == value
    follow = {"PUBLIC_URL"} if name == "PORT" else set()
    assert {each for each in names() if getattr(settings, each) != getattr(Settings, each)} <= {name} | follow


@pytest.mark.parametrize(
    "name", [name for name in names() if not isinstance(getattr(Settings, name), str | tuple | Path)]
)
def test_a_wrong_value_is_named(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        from_environment({name: "neither"})


def test_a_child_finds_what_its_parent_has() -> None:
    given = {name: other(name)[0] for name in names()}
    settings = from_environment(given)
    child = from_environment(child_environment({name: getattr(settings, name) for name in names()}, {"LANG": "C"}))
    assert {name: getattr(child, name) for name in names()} == {name: getattr(settings, name) for name in names()}


def test_a_child_keeps_the_rest_of_the_environment() -> None:
    assert child_environment({"PORT": 1}, {"LANG": "C", "PORT": "2"}) == {"LANG": "C", "PORT": "1"}


def test_profiles() -> None:
    assert isinstance(from_environment({}), Embedded)
    assert isinstance(from_environment({"PROFILE": "scale-out"}), ScaleOut)
    with pytest.raises(ValueError, match="PROFILE must be one of"):
        from_environment({"PROFILE": "huge"})


def test_links_of_commands_lead_to_the_port_that_is_served() -> None:
    assert from_environment({"PORT": "9000"}).PUBLIC_URL == "http://127.0.0.1:9000"
    assert from_environment({"PORT": "9000", "PUBLIC_URL": "http://box:9000"}).PUBLIC_URL == "http://box:9000"
    production = from_environment({"PORT": "9000", "THROUGHLINE_ENV": "production"})
    assert production.PUBLIC_URL == Settings.PUBLIC_URL, "which is refused"


def test_production_has_no_demo() -> None:
    settings = from_environment({"THROUGHLINE_ENV": "production", "DEMO": "1"})
    assert (settings.PRODUCTION, settings.DEMO) == (True, False)

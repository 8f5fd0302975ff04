from pathlib import Path

import pytest

from tools import environment


def test_what_an_interrupted_pip_left_is_installed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pip takes a package for installed once METADATA is there, though its files may not be; INSTALLER comes last."""
    monkeypatch.setattr(environment, "HERE", tmp_path)
    monkeypatch.setattr(environment, "PIP", ["true"])
    packages = tmp_path / ".venv" / "lib" / "python3.11" / "site-packages"
    for name, files in {"whole": ("METADATA", "INSTALLER"), "half": ("METADATA",)}.items():
        (packages / f"{name}-1.0.dist-info").mkdir(parents=True)
        for file in files:
            (packages / f"{name}-1.0.dist-info" / file).touch()
    locked = tmp_path / "run.txt"
    locked.write_text("whole==1.0\nhalf==1.0\n")
    assert environment.install(locked) == 0
    assert [each.name for each in packages.iterdir()] == ["whole-1.0.dist-info"]

import socket
from pathlib import Path

import pytest

from tests.servers import free_port
from tools.preflight import main


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "new" / "data"))
    monkeypatch.delenv("HOST", raising=False)


def test_a_free_port_and_a_new_folder_are_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert capsys.readouterr().err == ""


def test_a_busy_port_gets_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        assert main() == 1
    assert capsys.readouterr().err == f"Port {port} on 127.0.0.1 is in use. Choose another: PORT={port + 1} make run\n"


@pytest.mark.parametrize("port", ["", "abc", "0", "70000", "-1"])
def test_a_port_must_be_a_port(port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PORT", port)
    assert main() == 1
    assert capsys.readouterr().err == f"PORT must be a number from 1 to 65535, not {port!r}.\n"


def test_a_folder_that_is_a_file_gets_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file"))
    assert main() == 1
    assert capsys.readouterr().err.count("\n") == 1

from pathlib import Path

import pytest

from tools.ci_report import main

SUITE = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


def report(folder: Path, name: str, *numbers: int) -> None:
    (folder / name).write_text(SUITE.format(*numbers))


def test_all_suites_are_summed_in_the_closing_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(tmp_path, "tests.xml", 10, 0, 0, 2)
    report(tmp_path, "journeys.xml", 3, 0, 0, 0)
    assert main(str(tmp_path)) == 0
    assert capsys.readouterr().out == "11 passed, 0 failed, 2 skipped\n"


def test_a_failure_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(tmp_path, "journeys.xml", 5, 1, 1, 0)
    assert main(str(tmp_path)) == 1
    assert capsys.readouterr().out == "3 passed, 2 failed, 0 skipped\n"


@pytest.mark.parametrize(
    ("journeys", "said"),
    [
        ((4, 0, 0, 1), "Browser journeys were skipped: 1"),
        ((0, 0, 0, 0), "No browser journey ran"),
        (None, "No browser"),
    ],
)
def test_journeys_that_did_not_run_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], journeys: tuple[int, ...] | None, said: str
) -> None:
    report(tmp_path, "tests.xml", 10, 0, 0, 0)
    if journeys:
        report(tmp_path, "journeys.xml", *journeys)
    assert main(str(tmp_path)) == 1
    assert capsys.readouterr().out.startswith(said)


def test_nothing_ran_at_all(tmp_path: Path) -> None:
    assert main(str(tmp_path / "absent")) == 1

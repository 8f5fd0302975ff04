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


def test_a_virus_scanner_that_was_not_there_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(tmp_path, "journeys.xml", 3, 0, 0, 0)
    skip = '<testcase><skipped message="{}">tests/plugins/servers.py:1</skipped></testcase>'
    words = skip.format("there is no clamd on this machine") * 2 + skip.format("no wheel")
    (tmp_path / "tests.xml").write_text(f'<testsuite tests="9" failures="0" errors="0" skipped="3">{words}</testsuite>')
    assert main(str(tmp_path)) == 1
    assert capsys.readouterr().out.startswith("The virus scanner is not on this machine: 2 tests were skipped\n")

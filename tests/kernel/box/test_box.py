"""The box bites: a child that tries everything gets nothing, behind either wall."""

import errno
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from portal.kernel.box import Child, How, Limits, NoBox, Wall, frames_of, run, run_boxed, walls
from portal.kernel.box.child.filter import CLONE, CLONE3, NAMES, NAMESPACES, NEVER

VILLAIN = Child("tests.kernel.box.villain")
SMALL = Limits(cpu=2, wall=10, memory=512 * 1024**2, answer=4 * 1024**2)
ROOT = Path(__file__).parents[3]
KERNEL = "/box/portal/kernel/db"


@pytest.fixture(params=[Wall.BUBBLEWRAP, Wall.NAMESPACES])
def wall(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Wall:
    kind: Wall = request.param
    probe = walls.command(kind, Child("portal.kernel.box.child.probe"), (), replace(SMALL, processes=2))
    if which("bwrap") is None and kind is Wall.BUBBLEWRAP:
        pytest.skip("there is no bubblewrap on this machine")
    if subprocess.run(probe, env=walls.ENVIRONMENT, capture_output=True, check=False).returncode:
        pytest.skip(f"{kind} does not work on this machine")
    monkeypatch.setattr(run, "wall", lambda: kind)
    return kind


def said(deed: str, detail: str = "", limits: Limits = SMALL) -> dict[str, Any]:
    """What it told between beginning and end, in one."""
    answer = run_boxed(VILLAIN, deed, detail, source=b"", limits=limits)
    assert answer.how is How.DONE
    heads = [frame.head for frame in answer.frames]
    assert (heads[0], heads[-1]) == ({"began": deed}, {"ended": deed})
    return {key: value for head in heads[1:-1] for key, value in head.items()}


def test_bytes_go_in_and_come_out(wall: Wall) -> None:
    given = os.urandom(100_000)
    answer = run_boxed(VILLAIN, "read", source=given, limits=SMALL)
    assert [frame.body for frame in answer.frames] == [b"", given, b""]
    with tempfile.TemporaryFile() as file:
        file.write(given)
        assert run_boxed(VILLAIN, "read", source=file, limits=SMALL) == answer


def test_it_sees_no_file_and_no_environment(wall: Wall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "secret")
    (tmp_path / "throughline.db").touch()
    hidden = (
        tmp_path,
        ROOT / "config.py",
        ROOT / "portal",
        "/etc/passwd",
        "/home",
        "/var",
        "/sys",
        "/old",
        "/proc/1",
        KERNEL,
    )
    found = said("look", " ".join(map(str, hidden)))
    assert found["found"] == []
    assert not {"SECRET_KEY", "HOME", "PATH"} & set(found["environment"])


def test_it_reaches_nobody(wall: Wall) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for limits in (SMALL, replace(SMALL, processes=9)):  # by the filter, and by the walls alone
            assert said("connect", f"127.0.0.1:{port}", limits)["reached"] is False


def test_it_writes_nowhere(wall: Wall) -> None:
    assert said("write")["written"] == []
    assert said("write", limits=Limits(scratch=1024**2))["written"] == ["/tmp"]
    with tempfile.TemporaryFile() as file:
        file.write(b"before")
        run_boxed(VILLAIN, "write_source", source=file, limits=SMALL)
        file.seek(0)
        assert file.read() == b"before"


def test_its_own_folder_is_small(wall: Wall) -> None:
    room = Limits(scratch=3 * 1024**2, answer=64 * 1024**2)
    assert run_boxed(VILLAIN, "fill", "4", source=b"", limits=room).how is How.TOO_LARGE


def test_it_starts_nothing(wall: Wall) -> None:
    assert said("start") == {"forked": 0, "refused": True, "thread": True}


@pytest.mark.skipif(os.uname().machine not in NAMES, reason="there is no filter for this machine")
@pytest.mark.parametrize("processes", [1, 9])
def test_it_moves_no_wall(wall: Wall, processes: int) -> None:
    """Neither where it is alone, nor where it may start programs, as LibreOffice does."""
    limits, machine = replace(SMALL, processes=processes), os.uname().machine
    never = [*NEVER[machine], CLONE3]
    heard = said("call", " ".join(map(str, never)), limits)["said"]
    assert heard == {str(number): errno.EPERM for number in NEVER[machine]} | {str(CLONE3): errno.ENOSYS}
    assert {428, 429, 430, 431, 432, 433, 442, 467} <= set(never)
    spaces = [1 << bit for bit in range(32) if NAMESPACES & 1 << bit]
    heard = said("divide", " ".join(map(str, (CLONE[machine], 0, *spaces))), limits)["said"]
    assert heard == {"0": errno.EPERM if processes == 1 else 0} | {str(each): errno.EPERM for each in spaces}


@pytest.mark.parametrize(
    ("deed", "how"),
    [
        ("take_memory", How.TOO_LARGE),
        ("talk", How.TOO_LARGE),
        ("one_long_line", How.TOO_LARGE),
        ("garble", How.DAMAGED),
        ("promise", How.DAMAGED),
        ("crash", How.DAMAGED),
        ("fail", How.DAMAGED),
        ("noise", How.DONE),
    ],
)
def test_how_it_ends_is_told(deed: str, how: How) -> None:
    answer = run_boxed(VILLAIN, deed, source=b"", limits=SMALL)
    assert answer.how is how
    assert answer.frames[0].head == {"began": deed}
    assert sum(len(frame.body) for frame in answer.frames) <= SMALL.answer


def test_a_loop_ends_by_its_processor_time(wall: Wall) -> None:
    assert run_boxed(VILLAIN, "loop", source=b"", limits=Limits(cpu=1, wall=30)).how is How.TOO_SLOW


def test_a_sleeper_ends_by_the_clock(wall: Wall) -> None:
    began = time.monotonic()
    assert run_boxed(VILLAIN, "sleep", source=b"", limits=Limits(wall=0.7)).how is How.TOO_SLOW
    assert time.monotonic() - began < 5


def test_a_reader_that_stops_ends_it(wall: Wall) -> None:
    told = frames_of(VILLAIN, "sleep", source=b"unheard of", limits=SMALL)
    assert next(told).head == {"began": "sleep"}
    assert list(running()) != []
    told.close()
    assert list(running()) == []


def test_it_dies_with_who_started_it(wall: Wall) -> None:
    """Also where that one is killed, and can end nothing any more."""
    call = walls.command(wall, VILLAIN, ("sleep", "orphan"), SMALL)
    starts = f"import subprocess; subprocess.run({call!r}, env={walls.ENVIRONMENT!r}, stdin=subprocess.DEVNULL)"
    with subprocess.Popen([sys.executable, "-I", "-S", "-c", starts], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert b"began" in parent.stdout.readline()
        parent.kill()
        assert parent.stdout.read() == b""  # ends with the last that could write


def running() -> Iterator[str]:
    """Our villains that are alive."""
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = place.read_bytes()
        except OSError:
            continue
        if b"kernel.box.villain" in words and b"sleep" in words:
            yield words.decode()


def test_without_walls_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "wall", lambda: Wall.NONE)
    with pytest.raises(NoBox):
        run_boxed(VILLAIN, "read", source=b"")

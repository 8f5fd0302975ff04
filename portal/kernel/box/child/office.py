"""In the box: a document in, a PDF out, by LibreOffice. What it needs to write lies in the folder in memory."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from portal.kernel.box.child.codes import TOO_LARGE
from portal.kernel.box.child.tell import tell

HOME = Path("/tmp")  # noqa: S108 (a mount of its own)
PROFILE = HOME / "profile"
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{}</oor:items>"""
SETTING = '<item oor:path="/org.openoffice.Office.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
CHOSEN = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "2"),  # never
    ("Calc/Content/Update", "Link", "2"),
    ("Common/Misc", "UseSystemFileDialog", "false"),
    ("Common/Cache/GraphicManager", "TotalCacheSize", "50000000"),
)
AGAIN, ROUNDS = 81, 3  # the status with which it asks to be started again, as in a new profile
FLAGS = ("--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard", "--nolockcheck")


def main(program: str, ending: str) -> None:
    """Tell the PDF; fail where none comes out."""
    given = HOME / f"given.{ending}"
    with given.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    settings = "".join(SETTING.format(*each) for each in CHOSEN)
    (PROFILE / "user").mkdir(parents=True)
    (PROFILE / "user" / "registrymodifications.xcu").write_text(SETTINGS.format(settings))
    call = [
        program,
        *FLAGS,
        f"-env:UserInstallation=file://{PROFILE}",
        "--convert-to",
        "pdf",
        "--outdir",
        str(HOME),
        str(given),
    ]
    code = AGAIN
    for _round in range(ROUNDS):
        code = _run(call) if code == AGAIN else code
    made = given.with_suffix(".pdf")
    if not made.exists():
        sys.exit(TOO_LARGE if _full() else 1)
    tell(made.read_bytes())


def _run(call: Sequence[str]) -> int:
    """Its libraries are named, since it cannot ask the system where it lies itself."""
    environment = {"HOME": str(HOME), "TMPDIR": str(HOME), "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
    environment["LD_LIBRARY_PATH"] = str(Path(call[0]).parent)
    quiet = subprocess.DEVNULL
    return subprocess.run(call, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, check=False).returncode  # noqa: S603


def _full() -> bool:
    """Whether the folder in memory has no room left."""
    left = os.statvfs(HOME)
    return left.f_bavail * left.f_frsize < 1024**2

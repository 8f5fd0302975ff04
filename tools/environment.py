"""Makes .venv if it is missing or broken and installs a locked list: `python -m tools.environment run` (or test, node).

Runs on the machine's own Python, so it uses the standard library only. pip keeps what it has downloaded and installed:
an interrupted set-up is taken up where it stopped.
"""

import re
import shutil
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
PYTHON = HERE / ".venv" / "bin" / "python"
PIP = [str(PYTHON), "-m", "pip"]
NO_VENV = "This Python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv"


def main(what: str) -> int:
    """Prepare the environment; gives the exit status."""
    if not _works():
        print("Making the virtual environment", flush=True)
        made = _quiet([sys.executable, "-m", "venv", "--clear", str(HERE / ".venv")])
        if made.returncode:
            print(NO_VENV if "ensurepip" in made.stdout else made.stdout, file=sys.stderr)
            return 1
    return install(HERE / "requirements" / f"{what}.txt")


def install(locked: Path) -> int:
    """Install exactly what the lock names, telling how far it is."""
    _drop_halves()
    total = len(re.findall(r"^\S+==", locked.read_text(), flags=re.MULTILINE))
    command = [*PIP, "install", "--disable-pip-version-check", "--no-input", "--require-hashes", "-r", str(locked)]
    last: deque[str] = deque(maxlen=20)
    began, found = time.monotonic(), 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            last.append(line)
            if "(from -r " in line or line.startswith("Ignoring "):
                found += 1
                _tell(f"Python packages: {found} of {total}", often=found % 20 == 0)
            elif line.startswith("Installing collected"):
                _tell("Python packages: unpacking", often=True)
    if pip.returncode:
        print("\n" + "".join(last), file=sys.stderr)
        print("Packages could not be installed. The same command goes on where it stopped.", file=sys.stderr)
        return 1
    _tell(f"Python packages: ready after {time.monotonic() - began:.0f} s", often=True)
    if sys.stdout.isatty():
        print()
    return 0


def _works() -> bool:
    return PYTHON.exists() and _quiet([*PIP, "--version"]).returncode == 0


def _drop_halves() -> None:
    """Take away what an interrupted pip left: it writes INSTALLER last, and takes what has none for installed."""
    for package in (HERE / ".venv").glob("lib/python*/site-packages/*.dist-info"):
        if not (package / "INSTALLER").exists():
            shutil.rmtree(package)


def _quiet(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def _tell(words: str, *, often: bool) -> None:
    if sys.stdout.isatty():
        print(f"\r\033[K{words}", end="", flush=True)
    elif often:
        print(words, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command goes on where it stopped.")

"""Sums up what ran: `python -m tools.ci_report var/junit`. Fails if journeys or the scanner were left out."""

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

JOURNEYS = "journeys.xml"
SCANNER = "no clamd"  # in the reason of what was skipped


def main(folder: str) -> int:
    """Print one closing line over all suites; gives the exit status."""
    found = {path.name: counts(path) for path in sorted(Path(folder).glob("*.xml"))}
    total = sum(found.values(), Counter[str]())
    wrong = problems(found.get(JOURNEYS, Counter()))
    unasked = sum(unscanned(path) for path in Path(folder).glob("*.xml"))
    wrong += [f"The virus scanner is not on this machine: {unasked} tests were skipped"] if unasked else []
    for line in wrong:
        print(line)
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 1 if wrong or total["failed"] else 0


def counts(path: Path) -> Counter[str]:
    """How many passed, failed and were skipped, in one report of pytest."""
    found = Counter[str]()
    for suite in ET.parse(path).iter("testsuite"):  # noqa: S314 (pytest wrote it a moment ago)
        ran, skipped = int(suite.get("tests", "0")), int(suite.get("skipped", "0"))
        failed = int(suite.get("failures", "0")) + int(suite.get("errors", "0"))
        found.update(passed=ran - skipped - failed, failed=failed, skipped=skipped)
    return found


def unscanned(path: Path) -> int:
    """How many tests were skipped because there is no virus scanner."""
    skipped = ET.parse(path).iter("skipped")  # noqa: S314 (as above)
    return sum(SCANNER in f"{each.get('message')} {each.text}" for each in skipped)


def problems(journeys: Counter[str]) -> list[str]:
    """Why the browser journeys prove nothing, if so."""
    if journeys["skipped"]:
        return [f"Browser journeys were skipped: {journeys['skipped']}"]
    return [] if journeys["passed"] + journeys["failed"] else ["No browser journey ran"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""Twenty questions as people would type them, to 2,904 real messages; each names the thread that answers it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.edges.imports.mbox import import_mbox
from portal.kernel.db import db
from portal.readers.search import search
from tests.cast import Cast
from tests.conftest import make_app
from tests.readers.search.conftest import work
from tests.shared_data import DATA, needs

pytestmark = [needs("mail/openbmc.mbox.gz"), pytest.mark.slow, pytest.mark.timeout(900)]
ENOUGH = 18
QUESTIONS = {
    "u-boot environment": "U-Boot environment management from userspace",
    "can't ssh into the bmc": "Can't log in to bmc via ssh",
    "how do I go back to factory settings": "How can I reset BMC to factory-defaults?",
    "replace clang-format with eslint": "Proposal to replace Clang Format with ESLint and Prettier in phosphor-webui",
    "unique hostname per machine": "Design: Setting a unique hostname to the BMC machine on first boot",
    "ikvm fails after the host changes its resolution": "ikvm refresh failed on host screen 1680x1050 resolution",
    "too many ikvm sessions": "How to prevent the user repeat-login to avoid the ikvm overload",
    "force users to change the initial password": "Design for initial expired default password",
    "set gpio values at startup": "How to set GPIOs to pre-defined value",
    "eeprom with 16 bit addressing": "Using fru-device with 16 Bit EEPROM",
    "flash the host bios over spi": "how to use spi flash BIOS/Host firmware??",
    "firmware update with tftp": "BMC update via TFTP",
    "where do aspeed boards get their mac address": "Aspeed platforms: MAC address provisioning",
    "i2c bus hangs on ast2500": "AST2500 I2C Controller got stuck in SRXD state",
    "wrong ipv6 link local address with ncsi": "net/ncsi: BMC gets incorrect ipv6 link-local address",
    "qemu does not boot our ast2500 image": "Unable to boot OpenBMC image in QEMU for AST2500",
    "watchdog status when the power is off": (
        "BMC can\u2019t get watchdog status by command \u201cmc watchdog get\u201d when system power is off"
    ),
    "openssl cve": "OpenBMC CVE issues in openssl",
    "is the asset tag kept across reboots": "Persistent storage of AssetTag",
    "kernel panic messages without a console": "Accessing kernel panic information without BMC console?",
}


@pytest.fixture(scope="module")
def openbmc(template: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """The mail of the project, filed for everyone in Acme's workspace."""
    folder, cast = tmp_path_factory.mktemp("openbmc"), template[1]
    (folder / "portal.db").write_bytes(template[0].read_bytes())
    app = make_app(folder)
    with app.app_context(), app.test_request_context():
        import_mbox(
            DATA / "mail/openbmc.mbox.gz",
            workspace=cast.workspace(),
            member=cast.member("maya"),
            audience=cast.audience(),
            progress=lambda _done, _of: None,
        )
        work()
        yield cast
        db.session.remove()
        db.engine.dispose()


def test_questions_find_their_threads(openbmc: Cast) -> None:
    missed = {}
    for question, thread in QUESTIONS.items():
        first = [hit.title for hit in search(openbmc.actor("priya"), question).hits[:3]]
        if thread not in first:
            missed[question] = first
    assert len(QUESTIONS) == 20
    assert len(missed) <= len(QUESTIONS) - ENOUGH, missed
    assert "u-boot environment" not in missed


def test_a_stranger_finds_none_of_it(openbmc: Cast) -> None:
    for question in QUESTIONS:
        for who in ("birgitte", "rashid", "ines"):
            results = search(openbmc.actor(who), question)
            assert (results.hits, results.total, results.suggestion) == ([], 0, None)


def test_former_participants_are_found_by_what_they_signed_only(openbmc: Cast) -> None:
    assert search(openbmc.actor("priya"), "type:person andrew jeffery").total == 0
    signed = search(openbmc.actor("priya"), 'from:"andrew jeffery"', order="newest")
    assert signed.total > 50
    assert {hit.author.name for hit in signed.hits if hit.author} == {"Andrew Jeffery"}

"""kill -9 in the middle of a rebuild: it goes on where it was, and search answers all the while."""

import subprocess
import sys

import pytest
from flask import current_app

from portal.readers.search import rebuild, search
from portal.readers.search.index.place import current
from tests.cast import Cast
from tests.readers.search.conftest import Pen, work
from tests.readers.search.test_index import titles

REBUILD = """
import sys
from importlib import import_module
from pathlib import Path
from tests.conftest import make_app
module = import_module("portal.readers.search.rebuild")
module.DOCUMENTS = 1
def wait(done, total):
    print(done, flush=True)
    sys.stdin.readline()
with make_app(Path(sys.argv[1])).app_context():
    module.rebuild(wait)
"""


@pytest.mark.slow
def test_a_killed_rebuild_goes_on_where_it_was_and_never_takes_search_away(pen: Pen, cast: Cast) -> None:
    pen.thread("Zeppelin", "An airship")
    work()
    before, folder = current(), current_app.config["DATA_DIR"]
    child = subprocess.Popen(
        [sys.executable, "-c", REBUILD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin is not None
    assert child.stdout is not None
    people = int(child.stdout.readline())
    print("go on", file=child.stdin, flush=True)
    threads = int(child.stdout.readline()) - people
    child.kill()
    child.communicate()
    assert (people > 5, threads) == (True, 1)
    assert current() == before
    assert titles(cast, "airship") == titles(cast, "zeppelin") == {"Zeppelin"}
    assert rebuild() == 1  # only the post was left to do
    assert current() != before
    assert titles(cast, "airship") == titles(cast, "zeppelin") == {"Zeppelin"}
    assert search(cast.actor("priya"), "ngozi").total == 1

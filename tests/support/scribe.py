"""Writes into a portal from a process of its own, as commands and the worker do: `python -m tests.support.scribe`.

Takes a folder, how many entries to write, how many in one transaction, and a seed. A transaction is a post, and
reactions put on it and taken back. Each line it prints is the key of a post that was acknowledged.
"""

import random
import sys
from pathlib import Path

from sqlalchemy import select

from portal.features.discussions import marks
from portal.features.discussions.models import Thread
from portal.features.discussions.prepare import prepare
from portal.features.discussions.services import post
from portal.features.workspaces.models import Member
from portal.kernel.access import Role
from portal.kernel.db import db, write
from tests.conftest import make_app


def main(folder: str, entries: str, batch: str, seed: str) -> None:
    """Write into any of the threads until there is enough."""
    chance, size = random.Random(seed), int(batch)
    app = make_app(Path(folder))
    with app.app_context():
        ids = list(db.session.scalars(select(Thread.id).order_by(Thread.id)))
        words = {each: prepare(f"Words of {seed}", db.session.get_one(Thread, each).audience) for each in ids}
        for number in range(int(entries) // size):
            key = f"{seed}-{number}"
            with write():
                thread = db.session.get_one(Thread, chance.choice(ids))
                by = _owner(thread)
                made = post(by=by, thread=thread, words=words[thread.id], key=key)
                for _each in range(size - 1):
                    marks.react(by=by, post=made, word="agree")
            print(key, flush=True)  # noqa: T201 (what it is for)


def _owner(thread: Thread) -> Member:
    query = select(Member).where(Member.workspace_id == thread.workspace_id, Member.role == Role.OWNER)
    return db.session.scalars(query).one()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Loading the demo world, in a process of its own: its documents need 12 MB of packages that no portal serves with."""

import click

from portal.edges.demo.load import load_demo
from wsgi import app

if __name__ == "__main__":
    with app.app_context(), click.progressbar(length=100, label="Demo world") as bar:
        load_demo(lambda done, total: bar.update(100 * done // total - bar.pos))

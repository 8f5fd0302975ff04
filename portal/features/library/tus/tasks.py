"""What the worker does for uploads."""

from datetime import timedelta

from portal.features.library.tus.sweeping import end_whole, sweep
from portal.kernel.jobs import timer


@timer("library.uploads", timedelta(minutes=1))
def look_after_uploads() -> None:
    """End what came whole, and forget what waited too long."""
    end_whole()
    sweep()

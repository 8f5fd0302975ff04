"""How often one socket may speak: Flask's limits do not stand before sockets."""

import threading
import time
from collections.abc import Callable

BURST = 40.0  # events at once, after a while of silence
EACH_SECOND = 4.0  # from then on; a page says about one in three


class Measure:
    """An allowance by socket that is used up by speaking and grows again with time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}  # by socket: what was left, and when

    def allows(self, sid: str) -> bool:
        """Whether this socket may speak now; counted."""
        moment = self._clock()
        with self._lock:
            left, at = self._left.get(sid, (BURST, moment))
            left = min(left + (moment - at) * EACH_SECOND, BURST)
            self._left[sid] = (left - 1 if left >= 1 else left), moment
        return left >= 1

    def forget(self, sid: str) -> None:
        """The socket is closed."""
        with self._lock:
            self._left.pop(sid, None)

"""What was worked out before, up to so many bytes; what was longest unused goes first."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """A memory for all threads. `measure` tells how many bytes a value takes."""

    def __init__(self, room: int, measure: Callable[[T], int]) -> None:
        self.room, self.taken, self.measure = room, 0, measure
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key, made now if it is not known. Two threads may make it at once, to the same result."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        made = make()
        with self._lock:
            if key not in self._values:
                self._values[key] = made
                self.taken += self.measure(made)
            while self.taken > self.room and len(self._values) > 1:
                self.taken -= self.measure(self._values.popitem(last=False)[1])
        return made

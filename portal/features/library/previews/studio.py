"""Where drawings are made: few children at once, one for each document, and everybody who asks waits for the same one.

Tasks that are asked for while a child works are given to the next child together: one who scrolls through a document
starts few processes.
"""

import json
import threading
import time
from dataclasses import dataclass, field

from portal.features.library.previews.cache import Task, fail, failed, keep, kept
from portal.features.library.previews.outlines import lay_out
from portal.features.library.previews.printing import print_out
from portal.features.library.previews.source import Source
from portal.kernel.box import Child, Frame, How, Limits, NoBox, frames_of

CHILD = Child("portal.features.library.previews.child", sees=("portal.features.library.previews.drawing",))
AT_ONCE = 8  # tasks of one child
SMALLEST = 160  # pixels: the width of what stands in strips and lists
MOST_WAITING = 64  # of one process
PATIENCE = 25.0  # seconds somebody waits for a drawing


class Busy(Exception):
    """Too many drawings are wanted; come back soon."""


class NotDrawn(Exception):
    """This cannot be drawn; `reason` is the stored word for why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Studio:
    """The children of one process: `most` at once, each limited so."""

    most: int
    limits: Limits
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _wanted: dict[Source, list[Task]] = field(default_factory=dict)
    _busy: set[Source] = field(default_factory=set)
    _waiting: int = 0
    boxless: bool = False

    def get(self, source: Source, task: Task, patience: float = PATIENCE, *, then: tuple[Task, ...] = ()) -> bytes:
        """What the task gives, made if it is not there. Raises NotDrawn, or Busy after so many seconds.

        `then` is made by the same child behind it, for whoever asks next.
        """
        found = self._found(source, task)
        return found if found is not None else self._wait(source, (task, *then), time.monotonic() + patience)

    def _wait(self, source: Source, tasks: tuple[Task, ...], until: float) -> bytes:
        with self._changed:
            if self._waiting >= MOST_WAITING:
                raise Busy
            self._waiting += 1
            try:
                self._ask(source, tasks)
                while (found := self._found(source, tasks[0])) is None:
                    if not self._changed.wait(until - time.monotonic()):
                        raise Busy
            finally:
                self._waiting -= 1
        return found

    def _found(self, source: Source, task: Task) -> bytes | None:
        found = kept(source.place, task)
        if found is not None:
            return found
        reason = "no_box" if self.boxless else failed(source.place, task)
        if reason:
            raise NotDrawn(reason)
        return None

    def _ask(self, source: Source, tasks: tuple[Task, ...]) -> None:
        """The newest wish first: that is what somebody looks at now. Small pages come after large ones."""
        wanted = self._wanted.setdefault(source, [])
        fresh = [task for task in tasks if task not in wanted]
        at = len(wanted) if tasks[0][-1] == SMALLEST else 0
        wanted[at:at] = fresh
        if len(self._busy) < self.most and source not in self._busy:
            self._busy.add(source)
            threading.Thread(target=self._work, args=(source,), daemon=True).start()

    def _work(self, source: Source | None) -> None:
        while source is not None:
            with self._changed:
                tasks = self._wanted.pop(source, [])
                if tasks[AT_ONCE:]:
                    self._wanted[source] = tasks[AT_ONCE:]
            self._draw(source, [task for task in tasks[:AT_ONCE] if kept(source.place, task) is None])
            with self._changed:
                self._busy.discard(source)
                source = next((each for each in self._wanted if each not in self._busy), None)
                if source is not None:
                    self._busy.add(source)
                self._changed.notify_all()

    def _draw(self, source: Source, tasks: list[Task]) -> None:
        left = list(tasks)
        try:
            how = self._let_draw(source, left)
        except NoBox:
            self.boxless = True
            return
        except FileNotFoundError:
            how = "missing"
        if left:  # the first one broke it; the others are tried without it
            fail(source.place, left[0], how if how != How.DONE else How.DAMAGED)
            with self._changed:
                self._wanted.setdefault(source, []).extend(left[1:])

    def _let_draw(self, source: Source, left: list[Task]) -> str:
        """Run a child; takes from `left` what it answered."""
        if not left:
            return How.DONE
        if source.family in ("outline", "office"):
            if source.family == "office":
                print_out(source)
            else:
                lay_out(source, self.limits)
            left.clear()
            return How.DONE
        with source.open() as file:
            told = frames_of(CHILD, source.family, json.dumps(left), source=file, limits=self.limits)
            while True:
                try:
                    self._take(source, next(told), left)
                except StopIteration as end:
                    return str(end.value)

    def _take(self, source: Source, frame: Frame, left: list[Task]) -> None:
        task = _task(frame)
        if task not in left:
            if task is None and "reason" in frame.head:
                _fail_all(source, left, str(frame.head["reason"]))
            return
        left.remove(task)
        if "reason" in frame.head:
            fail(source.place, task, _word(frame.head["reason"]))
        elif (body := _body(task, frame)) is not None:
            keep(source.place, task, body)
        else:
            fail(source.place, task, How.DAMAGED)
        with self._changed:
            self._changed.notify_all()


def _task(frame: Frame) -> Task | None:
    said = frame.head.get("task")
    return tuple(said) if isinstance(said, list) and all(isinstance(each, str | int) for each in said) else None


def _fail_all(source: Source, left: list[Task], reason: str) -> None:
    for task in left:
        fail(source.place, task, _word(reason))
    left.clear()


def _word(reason: object) -> str:
    """Of what a child says only words that screens know are kept."""
    return str(reason) if reason in ("protected", "damaged", "too_large", "too_slow") else "damaged"


def _body(task: Task, frame: Frame) -> bytes | None:
    """What is kept of an answer: a picture that begins like one, or lists of numbers and words, written anew."""
    match task[0]:
        case "draw":
            return frame.body if (frame.body[:4], frame.body[8:12]) == (b"RIFF", b"WEBP") else None
        case "sizes":
            return _lists(frame.head.get("sizes"), (int, int))
        case "texts":
            texts = frame.head.get("texts")
            return _lists([[each] for each in texts] if isinstance(texts, list) else None, (str,))
        case _runs:
            return _lists(frame.head.get("runs"), (int, int, int, int, str))


def _lists(given: object, shape: tuple[type, ...]) -> bytes | None:
    if not isinstance(given, list):
        return None
    for each in given:
        if not isinstance(each, list) or len(each) != len(shape):
            return None
        if not all(isinstance(value, kind) for value, kind in zip(each, shape, strict=True)):
            return None
    return json.dumps(given, ensure_ascii=False).encode("utf-8", "replace")

"""Where a mark stands, in words."""

from portal.features.memory.models import Mark, MarkKind, MarkState
from portal.features.workspaces.shown import shown_as
from portal.kernel.web.language import count, day, days_late, say, short_time, today

# Where the state of a mark is not a promise's.
STATE_WORDS = {
    (MarkKind.DECISION, MarkState.OPEN): "Recorded by %(name)s for %(company)s, %(when)s",
    (MarkKind.DECISION, MarkState.WITHDRAWN): "Withdrawn by %(name)s, %(when)s",
    (MarkKind.COMMITMENT, MarkState.KEPT): "Kept, said %(name)s, %(when)s",
    (MarkKind.COMMITMENT, MarkState.BROKEN): "Not kept, said %(name)s, %(when)s",
    (MarkKind.COMMITMENT, MarkState.WITHDRAWN): "Withdrawn by %(name)s, %(when)s",
    (MarkKind.OBJECTION, MarkState.OPEN): "Open, noted by %(name)s, %(when)s",
    (MarkKind.OBJECTION, MarkState.ANSWERED): "Answered, said %(name)s, %(when)s",
    (MarkKind.OBJECTION, MarkState.WITHDRAWN): "Withdrawn by %(name)s, %(when)s",
    (MarkKind.RISK, MarkState.OPEN): "Noted by %(name)s, %(when)s",
    (MarkKind.RISK, MarkState.PASSED): "Passed, said %(name)s, %(when)s",
    (MarkKind.RISK, MarkState.WITHDRAWN): "Withdrawn by %(name)s, %(when)s",
}
END_WORDS = {
    MarkState.KEPT: ("It was kept", "check"),
    MarkState.BROKEN: ("It was not kept", "x"),
    MarkState.ANSWERED: ("It is answered", "check"),
    MarkState.PASSED: ("It has passed", "check"),
    MarkState.WITHDRAWN: ("Withdraw it", "x"),
}
HISTORY = {
    ("mark.set", ""): "%(who)s marked the post",
    ("mark.changed", ""): "%(who)s changed it: now with %(holder)s",
    ("mark.ended", "kept"): "%(who)s said it was kept",
    ("mark.ended", "broken"): "%(who)s said it was not kept",
    ("mark.ended", "answered"): "%(who)s said it is answered",
    ("mark.ended", "passed"): "%(who)s said it has passed",
    ("mark.ended", "withdrawn"): "%(who)s withdrew it",
    ("mark.reopened", ""): "%(who)s opened it again",
}


def late_words(mark: Mark) -> str:
    """How late an open commitment is, empty for what is not."""
    return days_late(mark.due) if mark.is_open else ""


def state_words(mark: Mark) -> str:
    """Where a mark stands, in a sentence without its full stop."""
    if mark.is_open and mark.kind == MarkKind.COMMITMENT:
        return _promise(mark)
    by, at = (mark.set_by, mark.created_at) if mark.is_open or mark.ended_by is None else (mark.ended_by, mark.ended_at)
    said = {"name": shown_as(by).name, "company": by.company.name, "when": short_time(at or mark.created_at)}
    return say(STATE_WORDS[MarkKind(mark.kind), MarkState(mark.state)], **said)


def _promise(mark: Mark) -> str:
    name = shown_as(mark.holder).name if mark.holder else say("Nobody")
    if mark.due is None:
        return say("%(name)s, no day named", name=name)
    left = (mark.due - today()).days
    if left < 0:
        return say("%(name)s, was due %(day)s", name=name, day=day(mark.due))
    ahead = say("today") if left == 0 else count("in %(num)s day", "in %(num)s days", left)
    return say("%(name)s, due %(day)s, %(ahead)s", name=name, day=day(mark.due), ahead=ahead)

"""How many groups fit, and how they spread: counted by PostgreSQL over the figures alone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CompoundSelect,
    Integer,
    Select,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from portal.readers.search.contract import Counts, Question, Since, Test, Wish
from portal.readers.search.index.answering import FREQUENT
from portal.readers.search.postgres.passing import Fitting, passes

FACETS = ("workspace", "audience", "author", "kind", "date")


@dataclass(slots=True)
class Tally:
    """What fits: documents, groups, and groups by workspace, audience, author and `tests` (bits of those passed)."""

    documents: int = 0
    groups: int = 0
    by: dict[str, Counter[int]] = field(default_factory=dict)


def tally(session: Session, fitting: Fitting, wish: Wish) -> Tally:
    """Count what fits. Without anything to count by, documents and groups only."""
    if not (wish.kinds or wish.since):
        return _only_many(session, fitting)
    found = Tally(by={name: Counter() for name in ("workspace", "audience", "author", "tests")})
    for name, values, numbers in session.execute(_spread(fitting, _tests(wish))):
        if name == "documents":
            found.documents = numbers[0] or 0
        else:
            found.by[name] = Counter(dict(zip(values or (), numbers or (), strict=True)))
    found.groups = found.by["workspace"].total()
    return found


def counts(session: Session, fitting: Fitting, question: Question, wish: Wish, everything: Tally) -> Counts:
    """By facet, each without its own choices. `everything` was counted with all of them."""

    def of(facet: str) -> Tally:
        if facet not in question.chosen:
            return everything
        return tally(session, replace(fitting, tests=chosen(question, but=facet)), wish)

    by = {facet: of(facet).by for facet in FACETS}
    order = list(_tests(wish))
    return Counts(
        workspace=by["workspace"]["workspace"],
        audience=by["audience"]["audience"],
        author=by["author"]["author"],
        kind=Counter({each: _with(by["kind"]["tests"], order.index(each)) for each in wish.kinds}),
        since=Counter({each: _with(by["date"]["tests"], order.index(each)) for each in wish.since}),
    )


def chosen(question: Question, *, but: str = "") -> tuple[Test, ...]:
    """The choices of facets, but for those of one."""
    return tuple(test for facet, tests in question.chosen.items() if facet != but for test in tests)


def _tests(wish: Wish) -> Mapping[Any, Test]:
    return {**wish.kinds, **{second: Since(second) for second in wish.since}}


def _with(found: Counter[int], bit: int) -> int:
    return sum(number for bits, number in found.items() if bits >> bit & 1)


def _only_many(session: Session, fitting: Fitting) -> Tally:
    each = fitting.documents(func.count().label("many")).group_by(fitting.tables.document.c.group).subquery()
    groups, documents = session.execute(select(func.count(), func.sum(each.c.many))).one()
    return Tally(documents or 0, groups)


def _spread(fitting: Fitting, tests: Mapping[Any, Test]) -> CompoundSelect[Any]:
    """Rows of name, value and number. Groups are made of pairs of a group and an author: the large set is read once."""
    columns = fitting.tables.document.c
    passed: Any = literal(0, Integer)
    for bit, test in enumerate(tests.values()):
        passed = passed.op("|")(
            case((passes(fitting.tables, test), literal_column(str(1 << bit))), else_=literal_column("0"))
        )
    of_group = (columns.group, columns.workspace, columns.audience)
    pairs = fitting.documents(
        *of_group, columns.author, func.bit_or(passed).label("tests"), func.count().label("many")
    ).group_by(*of_group, columns.author)
    pair = pairs.cte("pairs").c
    group = (
        select(pair.workspace, pair.audience, func.bit_or(pair.tests).label("tests"))
        .group_by(pair.group, pair.workspace, pair.audience)
        .cte("groups")
        .c
    )
    often = select(pair.author.label("value"), func.count().label("many")).where(pair.author != 0)
    often = often.group_by(pair.author).order_by(func.count().desc(), pair.author).limit(FREQUENT)
    several = [
        select(column.label("value"), func.count().label("many")).group_by(column)
        for column in (group.workspace, group.audience, group.tests)
    ]
    many = select(literal(0, Integer).label("value"), func.sum(pair.many).label("many"))
    named = zip(("workspace", "audience", "tests", "author", "documents"), [*several, often, many], strict=True)
    return union_all(*(_listed(name, query) for name, query in named))


def _listed(name: str, query: Select[Any]) -> Select[Any]:
    """One row: thousands of them take longer to fetch than to count."""
    row = query.subquery().c
    numbers = [func.array_agg(cast(each, BigInteger), type_=ARRAY(BigInteger)) for each in (row.value, row.many)]
    found: Select[Any] = select(literal(name), *numbers)  # type: ignore[assignment]  # as many columns as there are
    return found

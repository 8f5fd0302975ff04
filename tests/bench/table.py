"""The results as a table beside the best peer's and the goals."""

from rich.console import Console
from rich.table import Table

from tests.bench.goals import MARKS, Mark

SHOWN = ("p50", "p95", "rate", "cpu", "load")
READING, SCALE = (
    "words",
    "scale",
)  # places with lines of their own, which begin with the name: files alone, search alone
Results = dict[str, dict[str, dict[str, float]]]


def show(console: Console, place: str, results: Results) -> None:
    """Print all figures of a place, then those that have something to be compared with."""
    console.print()
    console.print(_all(place, results))
    console.print(_beside(place, results))


def missed(results: Results) -> dict[str, list[str]]:
    """The lines that are behind the best peer, and behind the goal."""
    known = [(mark, _ours(mark, results)) for mark in MARKS]
    return {
        "peer": [mark.line for mark, ours in known if ours is not None and not mark.reached(ours, mark.peer)],
        "goal": [mark.line for mark, ours in known if ours is not None and not mark.reached(ours, mark.goal)],
    }


def _all(place: str, results: Results) -> Table:
    table = Table(title=place, title_justify="left")
    table.add_column("")
    for heading in ("clients", "p50 ms", "p95 ms", "a second", "CPU ms each", "load", "more"):
        table.add_column(heading, justify="right")
    for name, by_clients in results.items():
        for clients, found in by_clients.items():
            rest = {key: value for key, value in found.items() if key not in (*SHOWN, "answers")}
            more = ", ".join(f"{value:g} {key}" for key, value in rest.items())
            row = [f"{found[key]:g}" if key in found else "" for key in SHOWN]
            table.add_row(name, clients, *row, more)
    return table


def _beside(place: str, results: Results) -> Table:
    table = Table(title=f"{place}, beside the best peer and the goals", title_justify="left")
    for heading in ("", "unit", "ours", "best peer", "goal"):
        table.add_column(heading, justify="left" if heading in ("", "unit") else "right")
    for mark in MARKS:
        ours = _ours(mark, results)
        if next((apart for apart in (READING, SCALE) if mark.path[0].startswith(apart)), place) != place:
            continue
        if place in (READING, SCALE) and not mark.path[0].startswith(place):
            continue
        if ours is None:
            table.add_row(mark.line, mark.unit, "not measured", _said(mark.peer), _said(mark.goal))
            continue
        table.add_row(mark.line, mark.unit, _coloured(mark, ours), _said(mark.peer), _said(mark.goal))
    return table


def _ours(mark: Mark, results: Results) -> float | None:
    measure, clients, figure = mark.path
    return results.get(measure, {}).get(clients, {}).get(figure)


def _coloured(mark: Mark, ours: float) -> str:
    if not mark.reached(ours, mark.peer):
        return f"[red]{ours:g} behind the peer[/red]"
    return f"[green]{ours:g}[/green]" if mark.reached(ours, mark.goal) else f"[yellow]{ours:g}[/yellow]"


def _said(value: float | None) -> str:
    return "" if value is None else f"{value:g}"

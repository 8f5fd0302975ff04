"""What a request says, without what no database can keep.

Browsers send no NUL and no number of twenty digits; probes do, and PostgreSQL refuses both. Here is the one place that
takes them away, so that no view meets them.
"""

from flask import Flask, Request, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter
from werkzeug.utils import cached_property

NUL = "\0"


class Number(IntegerConverter):
    """A number in an address that fits every database; a longer one is no address."""

    regex = r"[0-9]{1,18}"


class Plain(Request):
    """A request whose arguments and fields hold no NUL: what else was typed stays. A cookie with one is not ours."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        return _without(super().args)

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        return ImmutableMultiDict([pair for pair in super().cookies.items(multi=True) if NUL not in "".join(pair)])

    def _load_form_data(self) -> None:
        known = "form" in self.__dict__
        super()._load_form_data()
        if not known:
            self.__dict__["form"] = _without(self.__dict__["form"])


def init_requests(app: Flask) -> None:
    """Runs before any route is added."""
    app.request_class = Plain
    app.url_map.converters["int"] = Number

    @app.before_request
    def _refuse_path() -> None:
        if NUL in request.path:
            raise NotFound


def _without(given: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    pairs = list(given.items(multi=True))
    if not any(NUL in name or NUL in value for name, value in pairs):
        return ImmutableMultiDict(given)
    return ImmutableMultiDict([(name.replace(NUL, ""), value.replace(NUL, "")) for name, value in pairs])

"""One clear line instead of a trace: what commands say when something is in their way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click
from flask import current_app
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import Forbidden, NotFound

from portal.kernel.db.busy import busy
from portal.kernel.web import Refused

NO_TABLES = ("no such table", "does not exist")
NO_PLACE = ("unable to open database file", "readonly database", "disk is full")


def speak_plainly(command: click.Command) -> click.Command:
    """Give a command, and all below it, these lines."""
    if isinstance(command, click.Group):
        for each in command.commands.values():
            speak_plainly(each)
    elif command.callback is not None:
        command.callback = _wrapped(command.callback)
    return command


def _wrapped(call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call)
    def run(*args: Any, **kwargs: Any) -> Any:
        with plainly():
            return call(*args, **kwargs)

    return run


@contextmanager
def plainly() -> Iterator[None]:
    """Turn what may be expected to go wrong into one line and a status of 1."""
    try:
        yield
    except Refused as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    except Forbidden as refusal:
        raise click.ClickException("The one in whose name this would be done may not do it.") from refusal
    except NotFound as refusal:
        raise click.ClickException(
            "There is no such thing, or not for the one in whose name this is done."
        ) from refusal
    except DBAPIError as error:
        raise click.ClickException(_about(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'The system says'}: {error.strerror or error}") from error


def _about(error: DBAPIError) -> str:
    said = str(error.orig)
    if busy(error):
        return "The database is busy with others. Nothing of this step was done: run the command again."
    if any(words in said for words in NO_TABLES):
        return "There is no database yet. Make it with: flask --app wsgi setup"
    if any(words in said for words in NO_PLACE):
        return f"Cannot write to the data folder {current_app.config['DATA_DIR']}: {said}"
    return f"The database says: {said.strip().splitlines()[0]}"

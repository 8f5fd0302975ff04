"""What goes to the console: one line an event on standard error, and traces without the values of variables."""

import sys

import structlog


def init_log() -> None:
    """Settle how events are written. Words, names and tokens are in local variables, so no trace may show those."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(
                colors=False, repr_native_str=True, exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )

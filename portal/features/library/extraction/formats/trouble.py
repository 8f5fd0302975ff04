"""Why words could not be read; the value is the word that is stored."""


class Trouble(Exception):
    """A file that cannot be read: `protected`, `damaged` or `too_large`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def protected() -> Trouble:
    """It asks for a password."""
    return Trouble("protected")


def damaged() -> Trouble:
    """It is not what its type says, or breaks off."""
    return Trouble("damaged")


def too_large() -> Trouble:
    """Unpacked it is more than is read."""
    return Trouble("too_large")

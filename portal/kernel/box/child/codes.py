"""The statuses a child ends with, besides 0 and 1."""

TOO_LARGE = 3

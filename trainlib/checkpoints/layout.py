"""What all files with networks share: the names of their parts, and the error of those that have none."""

from trainlib.console.hints import printable

KEY = "packshot"
"""Where the plain data stand that say what network it is."""
PREFIX = "network."
"""What the names of a network's weights begin with."""


class CheckpointError(Exception):
    """A file that holds no network we can use; the message is one line that says which and why."""

    def __init__(self, message: str) -> None:
        """What a file holds is shown on one line."""
        super().__init__(printable(message))

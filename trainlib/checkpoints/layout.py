"""What all files with networks share: the names of their parts, and the error of a file without one."""

from trainlib.console.hints import printable

KEY = "packshot"
"""The key of the plain data that describe the network."""
PREFIX = "network."
"""The prefix of the names of a network's weights."""


class CheckpointError(Exception):
    """A file without a usable network; the message is one line that says which and why."""

    def __init__(self, message: str) -> None:
        """What a file holds is shown on one line."""
        super().__init__(printable(message))

"""The progress bar of commands that process a list."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def error_console() -> Console:
    """A console on stderr that prints plain text: no markup, no coloured numbers, no wrapping."""
    return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def count_progress(console: Console) -> Progress:
    """A bar with a description, the number done, the total, and the time left."""
    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("time left"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
        console=console,
    )

"""The progress bar of commands that work through a list."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def error_console() -> Console:
    """A console on stderr that prints text as it is: no markup, no colours for numbers, no wrapping."""
    return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def count_progress(console: Console) -> Progress:
    """A bar with how many of how many are done, the time left, and the task's description."""
    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("time left"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
        console=console,
    )

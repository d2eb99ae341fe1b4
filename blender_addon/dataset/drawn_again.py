"""drawn_again.jsonl: samples that a person rejected, and the attempt from which each is drawn again."""

from __future__ import annotations

from pathlib import Path

from ..outside import parse_json
from .files import disk_errors
from .layout import RECIPE, DatasetError, sample_folder
from .lines import append_line, read_lines
from .wholeness import set_aside

DRAWN_AGAIN = "drawn_again.jsonl"


def draw_again(root: Path, sample: int) -> None:
    """Set a finished sample aside; the next run makes it from another draw and updates the index.

    Raises:
        DatasetError: There is no such sample, or the disk refuses.
    """
    folder = sample_folder(root, sample)
    try:
        attempt = int(parse_json((folder / RECIPE).read_bytes())["attempt"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{folder}: no finished sample to draw again") from error
    with disk_errors(f"setting sample {sample} aside", root):
        append_line(root / DRAWN_AGAIN, {"id": sample, "attempt": attempt + 1})
        set_aside(root, folder)


def first_attempt(root: Path, sample: int) -> int:
    """The number of the first draw for the sample; 0 if nobody asked for another."""
    entries, _ = read_lines(root / DRAWN_AGAIN)
    return max((int(entry.get("attempt", 0)) for entry in entries if entry["id"] == sample), default=0)

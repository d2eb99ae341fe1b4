"""Paths inside a dataset folder; see the dataset format, section "Layout"."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..outside import on_one_line

HEADER, INDEX, SAMPLES = "dataset.json", "index.jsonl", "samples"
SUBMITTED, LOGS = "submitted.jsonl", "logs"
"""A line for each Slurm job, and the logs of its tasks."""
RECIPE, SAMPLE = "recipe.json", "sample.json"


class DatasetError(Exception):
    """A dataset folder that cannot be read, continued or written; one line: what, where, how to fix it."""

    def __init__(self, text: str) -> None:
        """Text from files is escaped and put on one line."""
        super().__init__(on_one_line(text))


class AnotherSpecError(DatasetError):
    """The folder holds a dataset of another spec."""

    def __init__(self, text: str, keys: list[str]) -> None:
        super().__init__(text)
        self.keys = keys
        """Dotted keys that differ."""


class AnotherLibraryError(DatasetError):
    """The folder holds a dataset that was started with other assets."""


def sample_path(sample_id: int) -> str:
    """A sample's folder below the dataset, with forward slashes: "samples/000/000017"."""
    return f"{SAMPLES}/{sample_id // 1000:03d}/{sample_id:06d}"


def sample_folder(root: Path, sample_id: int) -> Path:
    """A sample's folder."""
    return root / sample_path(sample_id)


def sample_folders(root: Path) -> Iterator[tuple[int, Path]]:
    """Every finished sample as (id, folder), sorted by id. A folder counts only by its name and place."""
    found = []
    for folder in (root / SAMPLES).glob("*/*"):
        if folder.name.isascii() and folder.name.isdigit() and folder.is_dir():
            sample_id = int(folder.name)
            if folder == sample_folder(root, sample_id) and (folder / SAMPLE).is_file():
                found.append((sample_id, folder))
    yield from sorted(found)

"""Datasets of empty rooms, which composites are laid on."""

from collections.abc import Sequence
from pathlib import Path

from trainlib.records.dataset import DatasetError, open_dataset

KIND = "empty"


def find_rooms(roots: Sequence[str], split: str) -> list[Path]:
    """The images of a split's empty rooms.

    Args:
        roots: datasets of kind "empty".
        split: "train", "val" or "test"; a room keeps the split that its dataset records.

    Raises:
        DatasetError: one cannot be read, or shows products, which would be taken for background.
    """
    found = []
    for dataset in map(open_dataset, roots):
        if any(sample.kind != KIND for sample in dataset.samples):
            raise DatasetError(
                f'{dataset.root}: its rooms show products; give a dataset of empty rooms (kind = "{KIND}" in the spec)'
            )
        found += [sample.folder / "input.png" for sample in dataset.samples if sample.split == split]
    return found

"""A dataset's own inputs as photos: how a network does on images that it has not seen, next to their targets."""

from __future__ import annotations

import json
from pathlib import Path

from trainlib.images.errors import PhotoError
from trainlib.inference.photo_search import Photo, Search


def is_dataset(root: Path) -> bool:
    """Whether the folder is a packshot dataset."""
    return (root / "dataset.json").is_file()


def find_dataset_inputs(root: Path, split: str) -> Search:
    """The inputs of one split of the dataset, by id; each is named by its id in six digits.

    Raises:
        PhotoError: the index cannot be read, or lists no sample of that split.
    """
    index = root / "index.jsonl"
    try:
        lines = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines() if line.strip()]
        found = {int(line["id"]): str(line["path"]) for line in lines if line["split"] == split}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PhotoError(
            f"{index}: cannot be read ({error}); `python -m blender_addon check {root} --repair` makes it again"
        ) from error
    inside = root.resolve()
    photos = []
    for sample, path in sorted(found.items()):
        image = root / path / "input.png"
        if not image.resolve().is_relative_to(inside):
            raise PhotoError(f"{index}: sample {sample} lies outside the dataset ({path})")
        photos.append(Photo(image, f"{path}/input.png", f"{sample:06d}"))
    if not photos:
        raise PhotoError(f"--photos {root}: the dataset has no sample of split {split!r}; try --split train")
    return Search(photos, [])

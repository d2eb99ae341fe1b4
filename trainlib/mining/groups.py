"""What photos are grouped by: their folder, or a CSV of categories; and which groups are hardest."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from statistics import mean

from trainlib.images.errors import PhotoError


@dataclass(frozen=True)
class Group:
    """How hard the photos of a group are.

    Attributes:
        name: the folder or category; "" for photos without one.
        photos: how many.
        score: their mean score.
        worst: the highest score.
    """

    name: str
    photos: int
    score: float
    worst: float


def read_categories(path: Path) -> dict[str, str]:
    """The categories of photos: the first two columns of a CSV, the photo's path or name and its category.

    Raises:
        PhotoError: the file cannot be read, or a line has one column only.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PhotoError(f"--categories {path}: cannot be read as a CSV ({error})") from error
    short = next((number for number, row in enumerate(rows, start=1) if len(row) < 2), None)
    if short is not None:
        raise PhotoError(f"--categories {path}, line {short}: needs two columns, photo and category")
    return {row[0].strip(): row[1].strip() for row in rows}


def group_of(photo: str, categories: Mapping[str, str] | None) -> str:
    """The category of a photo, by its path, its name or its stem; without categories its folder."""
    path = PurePosixPath(photo)
    if categories is None:
        return "" if path.parent == PurePosixPath() else path.parent.as_posix()
    return next((categories[key] for key in (photo, path.name, path.stem) if key in categories), "")


def hardest(scores: Mapping[str, float], groups: Mapping[str, str]) -> list[Group]:
    """The groups, hardest by mean score first.

    Args:
        scores: by photo.
        groups: the group of each photo.
    """
    members: dict[str, list[float]] = {}
    for photo, value in scores.items():
        members.setdefault(groups[photo], []).append(value)
    found = [Group(name, len(values), mean(values), max(values)) for name, values in members.items()]
    return sorted(found, key=lambda one: (-one.score, one.name))


def propose(scores: Mapping[str, float], groups: Mapping[str, str], most: int, per_group: int | None) -> Sequence[str]:
    """The photos with the highest scores, worst first.

    Args:
        scores: by photo.
        groups: the group of each photo.
        most: how many at most.
        per_group: how many of each group at most; None for no such limit.
    """
    taken: dict[str, int] = {}
    found: list[str] = []
    for photo in sorted(scores, key=lambda one: (-scores[one], one)):
        count = taken.get(groups[photo], 0)
        if len(found) < most and (per_group is None or count < per_group):
            taken[groups[photo]] = count + 1
            found.append(photo)
    return found

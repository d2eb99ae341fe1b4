"""The files of `evaluate` that other commands read: inputs.csv with the photos' files, and Dice by photo and method."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from trainlib.records.files import write_csv

INPUTS, PHOTOS = "inputs.csv", "photos.csv"
_HEAD = ["photo", "file", "ground_truth"]


class EvaluationError(Exception):
    """An evaluation that cannot be read; the message is one line: what is wrong, where, and what to do."""


@dataclass(frozen=True)
class Input:
    """A photo that was evaluated.

    Attributes:
        photo: what it is called.
        file: where it lies.
        ground_truth: where its true mask or cut-out lies.
    """

    photo: str
    file: Path
    ground_truth: Path


def write_inputs(folder: Path, inputs: Iterable[Input]) -> None:
    """Write inputs.csv.

    Raises:
        OSError: the folder cannot be written.
    """
    write_csv(folder / INPUTS, _HEAD, ([one.photo, one.file.resolve(), one.ground_truth.resolve()] for one in inputs))


def read_inputs(folder: Path) -> dict[str, Input]:
    """The photos of an evaluation by name.

    Raises:
        EvaluationError: they are not there.
    """
    rows = _rows(folder / INPUTS)
    return {row["photo"]: Input(row["photo"], Path(row["file"]), Path(row["ground_truth"])) for row in rows}


def read_dice(folder: Path) -> dict[str, dict[str, float]]:
    """Dice by method and photo; photos without a result are left out.

    Raises:
        EvaluationError: there is no table, or none of Dice.
    """
    found: dict[str, dict[str, float]] = {}
    for row in _rows(folder / PHOTOS):
        if row.get("dice"):
            found.setdefault(row["method"], {})[row["photo"]] = float(row["dice"])
    if not found:
        raise EvaluationError(f"{folder / PHOTOS}: holds no Dice; evaluate cut-outs on photos with ground truth")
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EvaluationError(f"{path}: cannot be read ({error}); give a folder that `evaluate` wrote") from error

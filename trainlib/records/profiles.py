"""Profiles of vessels: curves in metres, one JSON object a line, as `python -m blender_addon profiles` writes them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainlib.records.dataset import DatasetError

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Profile:
    """One vessel, cut through its axis; points are [N, 2] radius and height over the foot, in metres.

    Attributes:
        id: its name; a drawing's split follows from it.
        outside: the outer wall, from foot to rim.
        section: the closed outline of the half that the cut shows.
        ribs: lobes or facets around, 0 for none.
        handle: the centre line of a handle, empty if there is none.
        handle_m: thickness of the handle.
    """

    id: str
    outside: Points
    section: Points
    ribs: int
    handle: Points
    handle_m: float

    @property
    def size_m(self) -> tuple[float, float]:
        """Width and height."""
        return 2 * float(self.section[:, 0].max()), float(self.section[:, 1].max())


def read_profiles(path: Path) -> list[Profile]:
    """The profiles of a file.

    Raises:
        DatasetError: where it cannot be read, or a line is not a profile.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: cannot be read; `python -m blender_addon profiles` writes one") from error
    found = [_profile(json_line, f"{path}, line {at}") for at, json_line in enumerate(lines, start=1) if json_line]
    if not found:
        raise DatasetError(f"{path}: holds no profile")
    return found


def _profile(line: str, where: str) -> Profile:
    try:
        value: dict[str, Any] = json.loads(line)
        handle = np.asarray(value.get("handle", []), float).reshape(-1, 2)
        made = Profile(
            str(value["id"]),
            np.asarray(value["outside"], float).reshape(-1, 2),
            np.asarray(value["section"], float).reshape(-1, 2),
            int(value.get("ribs", 0)),
            handle,
            float(value.get("handle_m", 0.0)),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(f"{where}: no profile; it needs id, outside and section as [[radius, height], …]") from error
    points = np.concatenate([made.outside, made.section, made.handle])
    if len(made.outside) < 2 or len(made.section) < 3 or not np.isfinite(points).all() or points[:, 0].min() < 0:
        raise DatasetError(f"{where}: too few points, or one that is not a finite number with a radius of 0 or more")
    return made

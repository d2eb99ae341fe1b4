"""Profiles by hand: beakers with straight walls, of several sizes."""

import json
from pathlib import Path

import numpy as np

from trainlib.records.profiles import Profile


def beaker(radius: float = 0.05, height: float = 0.1, wall: float = 0.01) -> Profile:
    """A cylinder with a floor as thick as its wall."""
    outside = np.array([[radius, 0.0], [radius, height]])
    inner = radius - wall
    section = np.array([[0, 0], [radius, 0], [radius, height], [inner, height], [inner, wall], [0, wall]], float)
    return Profile(f"beaker/{radius}", outside, section, 0, np.empty((0, 2)), 0.0)


def write_beakers(path: Path, count: int = 20) -> Path:
    """A file of beakers, each a little larger."""
    made = [beaker(0.04 + 0.002 * at, 0.08 + 0.003 * at) for at in range(count)]
    rows = [{"id": one.id, "outside": one.outside.tolist(), "section": one.section.tolist()} for one in made]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path

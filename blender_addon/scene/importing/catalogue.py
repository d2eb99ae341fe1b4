"""Imports products from a catalogue's package: unpacked while Blender reads them, scaled to the catalogue's size."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np

from ...arrays import Floats
from ...library.asset import Rotation, Size
from ...library.packages import PackageError, unpacked
from .failure import ImportFailure
from .model import Imported, import_model

Z_UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
"""The importers' rotation from a Y-up file's axes to Blender's."""
THIN = 1e-6
"""A side this much shorter than the longest counts as length 0."""


def import_packed(package: Path, model: str) -> Imported:
    """The meshes of a model inside a package; its textures are in Blender's memory, and nothing is left on disk.

    Args:
        package: A .sh3f.
        model: The model file's name in it.

    Raises:
        ImportFailure: As `import_model` does, in the package's name.
    """
    try:
        with unpacked(package, model) as path:
            top = path.parents[len(Path(model).parts) - 1]
            try:
                imported = import_model(path, folder=top)
            except ImportFailure as failure:
                raise ImportFailure(str(failure).replace(f"{path}", f"{package}/{model}")) from failure
            _keep_textures(top)
    except PackageError as error:
        raise ImportFailure(str(error)) from error
    return imported


def _keep_textures(folder: Path) -> None:
    """Pack the images of a temporary folder; unreadable ones were unlinked before."""
    for image in bpy.data.images:
        path = Path(bpy.path.abspath(image.filepath))
        if image.source == "FILE" and not image.packed_files and path.is_relative_to(folder) and path.is_file():
            image.pack()


def size_matrix(points: Floats, size_m: Size, rotation: Rotation | None) -> Floats:
    """[4, 4] the matrix that turns a model as the catalogue says and stretches its box to width, depth and height.

    Each axis has its own factor, as in Sweet Home 3D (`ModelManager.getNormalizedTransform` makes a unit box of the
    turned model, which is then scaled by width, height and depth): the catalogue's size is the one that its makers saw
    and corrected, and that of the file is in no unit. A side without length takes the mean of the other factors.

    Args:
        points: [N, 3] the model's, in the file's unit and Blender's axes.
        size_m: The box's size along x, y and z.
        rotation: In the file's Y-up axes; None turns nothing.
    """
    turn = np.eye(3) if rotation is None else Z_UP @ np.array(rotation).reshape(3, 3) @ Z_UP.T
    matrix = np.eye(4)
    matrix[:3, :3] = np.diag(_factors(points @ turn.T, size_m)) @ turn
    return matrix


def _factors(points: Floats, size_m: Size) -> Floats:
    """[3] what each axis of the points is multiplied by."""
    sides, wanted = np.ptp(points, axis=0), np.array(size_m)
    known = (sides > THIN * sides.max()) & (wanted > 0.0)
    if not known.any():
        return np.ones(3)
    factors = np.where(known, wanted / np.where(known, sides, 1.0), 0.0)
    factors[~known] = np.exp(np.log(factors[known]).mean())
    return factors

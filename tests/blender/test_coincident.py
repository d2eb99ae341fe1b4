"""Faces on one another: dropped once, whatever their order; what only lies near stays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from model_files import fresh, shown

from blender_addon.scene.importing import import_model

QUAD = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)]


@pytest.fixture(autouse=True)
def empty_scene() -> None:
    fresh()


def obj(path: Path, faces: list[list[tuple[float, float, float]]], split: bool = False) -> Path:
    """Each face with vertices and a normal of its own; `split`: each an object of its own."""
    lines, count = [], 0
    for number, face in enumerate(faces):
        if split:
            lines.append(f"o part{number}")
        lines += [f"v {x} {y} {z}" for x, y, z in face]
        up = np.cross(np.subtract(face[1], face[0]), np.subtract(face[2], face[0]))
        lines.append("vn {} {} {}".format(*(up / np.linalg.norm(up))))
        lines.append("f " + " ".join(f"{count + i + 1}//{number + 1}" for i in range(len(face))))
        count += len(face)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize("other", [QUAD, QUAD[::-1], QUAD[2:] + QUAD[:2]])
def test_the_same_corners_are_one_face(tmp_path: Path, other: list[tuple[float, float, float]], split: bool) -> None:
    wall = [(0, 0, 0), (0, 1, 0), (0, 1, 1), (0, 0, 1)]
    imported = import_model(obj(tmp_path / "sheet.obj", [QUAD, other, wall], split))
    assert sum(len(thing.data.polygons) for thing in imported.parts) == 2
    normals = np.concatenate([[tuple(n.vector) for n in mesh.corner_normals] for _, mesh in shown() if mesh.polygons])
    normals = normals.round(4)
    # OBJ's z is Blender's −y, its x stays: the first sheet keeps the side that it was saved with.
    assert {tuple(n) for n in np.abs(normals).tolist()} == {(0.0, 1.0, 0.0), (1.0, 0.0, 0.0)}
    assert any(n[1] < -0.9 for n in normals.tolist())


def test_near_or_other_corners_stay(tmp_path: Path) -> None:
    near = [(x, y, z + 1e-3) for x, y, z in QUAD]
    imported = import_model(obj(tmp_path / "pair.obj", [QUAD, near, QUAD[:3]]))
    assert sum(len(thing.data.polygons) for thing in imported.parts) == 3


def test_a_part_whose_faces_are_all_another_parts_renders_nothing(tmp_path: Path) -> None:
    imported = import_model(obj(tmp_path / "twice.obj", [QUAD, QUAD[::-1]], split=True))
    assert sorted(len(thing.data.polygons) for thing in imported.parts) == [0, 1]

"""Profiles for drawings are the curves that the 3D family turns."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from blender_addon.__main__ import main
from blender_addon.profiles import profile
from blender_addon.recipe.families.vessel import draw
from blender_addon.recipe.streams import stream
from blender_addon.scene.products.vessel import build


@pytest.mark.parametrize("number", range(12))
def test_the_meshs_rings_lie_on_the_outside(number: int) -> None:
    parameters = draw(stream(3, number, 0, "profile")).parameters
    plain = {**parameters, "lobes": 0, "handles": 0, "spout": 0.0, "lid": False}
    vertices = build(plain)["body"].vertices
    found = profile(3, number)
    mesh = np.stack([np.hypot(vertices[:, 0], vertices[:, 1]), vertices[:, 2]], -1)
    for point in found["outside"]:
        assert np.abs(mesh - point).max(1).min() < 2e-6
    if parameters["wall"]:
        for point in found["section"][1:-1]:  # both ends are on the axis, where a mesh has a face and no vertex
            assert np.abs(mesh - point).max(1).min() < 2e-6


def test_a_section_is_closed_by_the_axis() -> None:
    for number in range(40):
        section = np.array(profile(5, number)["section"])
        assert section[0, 0] == section[-1, 0] == 0.0 and section[:, 0].min() >= 0.0
        x, y = section.T
        area = abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2
        assert 0 < area < 0.5 * x.max() * y.max()


def test_the_command_writes_a_line_each(tmp_path: Path) -> None:
    out = tmp_path / "new/profiles.jsonl"
    assert main(["profiles", "--out", str(out), "--count", "5", "--seed", "3"]) == 0
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert lines == [profile(3, number) for number in range(5)]

"""OpenEXR files as written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import OpenEXR
import pytest

from blender_addon.picture.exr_write import encode_layers
from blender_addon.render.exr import read_exr


@pytest.mark.parametrize("size", [(1, 1), (16, 4), (17, 33), (64, 48)])
def test_openexr_reads_what_is_written(tmp_path: Path, size: tuple[int, int]) -> None:
    rng = np.random.default_rng(3)
    layers = {g: rng.gamma(0.5, 2.0, (*size, 3)).astype(np.float32) for g in ("world", "ceiling", "lamp_1")}
    (tmp_path / "a.exr").write_bytes(encode_layers(layers))
    with OpenEXR.File(str(tmp_path / "a.exr"), separate_channels=True) as file:
        channels = file.parts[0].channels
        assert set(channels) == {f"{g}.{c}" for g in layers for c in "RGB"}
        for group, light in layers.items():
            for index, letter in enumerate("RGB"):
                pixels = channels[f"{group}.{letter}"].pixels
                assert pixels.dtype == np.float16
                assert np.array_equal(pixels, light[..., index].astype(np.float16))
    own = read_exr(tmp_path / "a.exr").channels
    assert np.array_equal(own["lamp_1.G"], layers["lamp_1"][..., 1].astype(np.float16).astype(np.float32))


def test_values_beyond_half_are_held(tmp_path: Path) -> None:
    light = np.array([[[1e9, np.inf, -3.0], [np.nan, 65504.0, 0.5]]])
    (tmp_path / "a.exr").write_bytes(encode_layers({"a_light_group_with_a_rather_long_name": light}))
    found = read_exr(tmp_path / "a.exr").channels
    rows = [found[f"a_light_group_with_a_rather_long_name.{c}"].tolist() for c in "RGB"]
    assert rows == [[[65504.0, 0.0]], [[65504.0, 65504.0]], [[0.0, 0.5]]]
    with OpenEXR.File(str(tmp_path / "a.exr"), separate_channels=True) as file:
        assert len(file.parts[0].channels) == 3


def test_layers_must_agree() -> None:
    with pytest.raises(ValueError, match=r"'fill' has the shape \[2, 3, 3\], expected \[2, 2, 3\]"):
        encode_layers({"key": np.zeros((2, 2, 3)), "fill": np.zeros((2, 3, 3))})
    with pytest.raises(ValueError, match="no light layer"):
        encode_layers({})

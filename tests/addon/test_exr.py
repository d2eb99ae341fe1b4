"""OpenEXR files as read."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import OpenEXR
import pytest

from blender_addon.picture.exr_write import encode_layers
from blender_addon.render.exr import ExrError, read_exr

CODECS = {"none": OpenEXR.NO_COMPRESSION, "zips": OpenEXR.ZIPS_COMPRESSION, "zip": OpenEXR.ZIP_COMPRESSION}


def _channels(height: int, width: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(height * width)
    smooth = np.linspace(0, 3, height * width, dtype=np.float32).reshape(height, width)
    return {
        "ViewLayer.Combined.R": smooth,
        "ViewLayer.Combined.G": smooth.astype(np.float16),
        "ViewLayer.Depth.Z": np.full((height, width), 1e10, np.float32),
        "ViewLayer.Index": rng.integers(0, 1000, (height, width)).astype(np.uint32),
        "ViewLayer.Noise.X": rng.standard_normal((height, width)).astype(np.float32),
    }


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("size", [(1, 1), (5, 3), (16, 9), (37, 50)])
def test_reads_what_openexr_writes(tmp_path: Path, codec: str, size: tuple[int, int]) -> None:
    channels = _channels(*size)
    path = tmp_path / "a.exr"
    header = {
        "compression": CODECS[codec],
        "type": OpenEXR.scanlineimage,
        "cryptomatte/1/manifest": '{"Sofa":"00ff"}',
    }
    with OpenEXR.File(header, dict(channels)) as file:
        file.write(str(path))
    found = read_exr(path)
    assert set(found.channels) == set(channels)
    for name, values in channels.items():
        assert found.channels[name].dtype == np.float32
        assert np.array_equal(found.channels[name], values.astype(np.float32)), name
    assert found.attributes["cryptomatte/1/manifest"] == '{"Sofa":"00ff"}'


def test_float_bits_survive(tmp_path: Path) -> None:
    bits = np.array(
        [[0x7FC01234, 0x00000001, 0xFF800000, 0x3F800000]], np.uint32
    )  # NaN with a payload, denormal, −inf, 1
    with OpenEXR.File({"compression": OpenEXR.ZIP_COMPRESSION}, {"Crypto.r": bits.view(np.float32)}) as file:
        file.write(str(tmp_path / "a.exr"))
    assert np.array_equal(read_exr(tmp_path / "a.exr").channels["Crypto.r"].view(np.uint32), bits)


def test_reads_parts(tmp_path: Path) -> None:
    first, second = _channels(20, 30), {"R": np.full((20, 30), 0.25, np.float32)}
    parts = [
        OpenEXR.Part({"compression": OpenEXR.ZIP_COMPRESSION}, dict(first), "all"),
        OpenEXR.Part({"compression": OpenEXR.NO_COMPRESSION}, second, "ViewLayer.Combined_key"),
    ]
    with OpenEXR.File(parts) as file:
        file.write(str(tmp_path / "a.exr"))
    found = read_exr(tmp_path / "a.exr").channels
    assert set(found) == {*first, "ViewLayer.Combined_key.R"}
    assert np.array_equal(found["ViewLayer.Noise.X"], first["ViewLayer.Noise.X"])
    assert (found["ViewLayer.Combined_key.R"] == 0.25).all()


@pytest.mark.parametrize("codec", ["PIZ_COMPRESSION", "DWAA_COMPRESSION"])
def test_other_compression_is_refused_by_name(tmp_path: Path, codec: str) -> None:
    with OpenEXR.File({"compression": getattr(OpenEXR, codec)}, _channels(40, 40)) as file:
        file.write(str(tmp_path / "a.exr"))
    with pytest.raises(ExrError, match=r"a\.exr: compression \d+; not none, ZIPS or ZIP"):
        read_exr(tmp_path / "a.exr")


def test_broken_files_are_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.exr"
    with OpenEXR.File({"compression": OpenEXR.ZIP_COMPRESSION}, _channels(40, 30)) as file:
        file.write(str(path))
    whole = path.read_bytes()
    for length in (0, 3, 8, 40, 200, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(ExrError, match=r"^[^\n]*a\.exr: [^\n]+$"):
            read_exr(path)
    rng = np.random.default_rng(0)
    for _ in range(200):  # a byte here or there: read, or refused, and nothing else
        broken = bytearray(whole)
        broken[rng.integers(8, len(whole))] ^= int(rng.integers(1, 256))
        path.write_bytes(bytes(broken))
        try:
            read_exr(path)
        except ExrError as error:
            assert "\n" not in str(error)


def test_a_claim_of_many_pixels_costs_no_memory(tmp_path: Path) -> None:
    data = encode_layers({"key": np.zeros((4, 4, 3))})
    window = struct.pack("<4i", 0, 0, 3, 3)
    (tmp_path / "a.exr").write_bytes(data.replace(window, struct.pack("<4i", 0, 0, 2**30, 2**30), 1))
    with pytest.raises(ExrError, match="data window"):
        read_exr(tmp_path / "a.exr")

"""Writes OpenEXR with NumPy: light layers as half floats, ZIP-compressed scanlines.

File layout: "OpenEXR File Layout" (openexr.com).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..render.exr import LINES, LONG_NAMES, MAGIC, ZIP

LARGEST_HALF = 65504.0
_HALF = 1
_LEVEL = 4


def encode_layers(layers: Mapping[str, ArrayLike]) -> bytes:
    """Light layers as the bytes of an EXR file with the channels `<group>.R`, `<group>.G`, `<group>.B`.

    Args:
        layers: By light group: linear Rec. 709 light [H, W, 3], all of one size. Values above 65504, the largest half
            float, are stored as that. Negative values and NaN are stored as 0.

    Raises:
        ValueError: No layer, layers of different sizes, or a name that EXR cannot hold.
    """
    planes = _planes(layers)
    height, width = next(iter(planes.values())).shape
    names = sorted(planes, key=str.encode)
    if max(map(len, names)) > 255 or any("\0" in name for name in names):
        raise ValueError(f"channel names of more than 255 letters, or with a zero in them: {names}")
    flags = 2 | (LONG_NAMES if max(len(n.encode()) for n in names) > 31 else 0)
    head = struct.pack("<ii", MAGIC, flags) + _header(names, width, height)
    chunks = []
    for first in range(0, height, LINES[ZIP]):
        rows = [planes[name][first : first + LINES[ZIP]] for name in names]
        data = _deflate(np.stack(rows, axis=1).tobytes())
        chunks.append(struct.pack("<ii", first, len(data)) + data)
    position = len(head) + 8 * len(chunks)
    offsets = []
    for chunk in chunks:
        offsets.append(position)
        position += len(chunk)
    return head + struct.pack(f"<{len(offsets)}Q", *offsets) + b"".join(chunks)


def _planes(layers: Mapping[str, ArrayLike]) -> dict[str, NDArray[np.float16]]:
    if not layers:
        raise ValueError("no light layer to write")
    planes: dict[str, NDArray[np.float16]] = {}
    size: tuple[int, ...] | None = None
    for group, light in layers.items():
        values = np.asarray(light, np.float32)
        if values.ndim != 3 or values.shape[2] != 3 or (size is not None and values.shape != size):
            expected = list(size) if size else "[H, W, 3]"
            raise ValueError(f"layer {group!r} has the shape {list(values.shape)}, expected {expected}")
        size = values.shape
        clean = np.clip(np.nan_to_num(values, nan=0.0, posinf=LARGEST_HALF, neginf=0.0), 0.0, LARGEST_HALF)
        for index, letter in enumerate("RGB"):
            planes[f"{group}.{letter}"] = clean[..., index].astype("<f2")
    return planes


def _header(names: list[str], width: int, height: int) -> bytes:
    channels = b"".join(n.encode() + b"\0" + struct.pack("<iB3xii", _HALF, 0, 1, 1) for n in names) + b"\0"
    window = struct.pack("<4i", 0, 0, width - 1, height - 1)
    attributes = [
        ("channels", "chlist", channels),
        ("compression", "compression", bytes([ZIP])),
        ("dataWindow", "box2i", window),
        ("displayWindow", "box2i", window),
        ("lineOrder", "lineOrder", b"\0"),
        ("pixelAspectRatio", "float", struct.pack("<f", 1.0)),
        ("screenWindowCenter", "v2f", struct.pack("<ff", 0.0, 0.0)),
        ("screenWindowWidth", "float", struct.pack("<f", 1.0)),
    ]
    parts = (f"{n}\0{kind}\0".encode() + struct.pack("<i", len(v)) + v for n, kind, v in attributes)
    return b"".join(parts) + b"\0"


def _deflate(raw: bytes) -> bytes:
    """ZIP as in OpenEXR: even bytes, then odd ones; differences of neighbours, plus 128; zlib."""
    plain = np.frombuffer(raw, np.uint8)
    split = np.concatenate([plain[0::2], plain[1::2]])
    steps = split.copy()
    steps[1:] -= split[:-1]
    steps[1:] += np.uint8(128)
    packed = zlib.compress(steps.tobytes(), _LEVEL)
    return packed if len(packed) < len(raw) else raw

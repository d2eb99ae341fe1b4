"""Photos without a product, taken out of HDRIs: a camera with a random view in the middle of a panorama."""

from pathlib import Path

import cv2
import numpy as np
import torch

from trainlib.data.develop import develop
from trainlib.data.remix import LUMINANCE
from trainlib.images.arrays import Float32Array, UInt8Array

SUFFIXES = (".hdr", ".exr")
MIDDLE_GREY = 0.18


class PanoramaError(ValueError):
    """A file that is not a panorama; the message is one line that says which and why."""


def read_panorama(path: Path) -> Float32Array:
    """The light of an equirectangular HDRI.

    Args:
        path: a .hdr or .exr file.

    Returns:
        [H, W, 3] float32, linear Rec. 709; values that are no number or negative are 0.

    Raises:
        PanoramaError: the file cannot be read, or is not twice as wide as high.
    """
    try:
        light = _read_exr(path) if path.suffix.lower() == ".exr" else _read_hdr(path)
    except Exception as error:  # OpenEXR and OpenCV raise different errors
        raise PanoramaError(f"{path}: cannot be read as an HDRI") from error
    height, width = light.shape[:2]
    if width != 2 * height:
        raise PanoramaError(f"{path}: {width} x {height} pixels; a panorama is twice as wide as high")
    return np.nan_to_num(np.maximum(light, 0), nan=0, posinf=0).astype(np.float32)


def _read_hdr(path: Path) -> Float32Array:
    found = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_ANYDEPTH | cv2.IMREAD_COLOR)
    if found is None:
        raise ValueError("no image")
    return np.ascontiguousarray(found[..., ::-1]).astype(np.float32)


def _read_exr(path: Path) -> Float32Array:
    import OpenEXR

    with OpenEXR.File(str(path)) as file:
        channels = file.channels()
        found = channels["RGB"] if "RGB" in channels else channels["RGBA"]
        return np.asarray(found.pixels[..., :3], np.float32)


def pinhole_view(
    panorama: Float32Array, size: tuple[int, int], yaw: float, pitch: float, field_of_view: float
) -> Float32Array:
    """What a pinhole camera in the middle of a panorama sees.

    Args:
        panorama: [H, W, 3], equirectangular, up at the top.
        size: height and width of the view.
        yaw: to the right of the panorama's middle, in radians.
        pitch: upward, in radians.
        field_of_view: across the width, in radians, below π.

    Returns:
        [height, width, 3] float32, linear.
    """
    height, width = size
    step = 2 * np.tan(field_of_view / 2) / width
    right, down = np.meshgrid(
        (np.arange(width) + 0.5 - width / 2) * step, (np.arange(height) + 0.5 - height / 2) * step
    )
    up = np.sin(pitch) - down * np.cos(pitch)
    ahead = np.cos(pitch) + down * np.sin(pitch)
    longitude = np.arctan2(right, ahead) + yaw
    latitude = np.arctan2(up, np.hypot(right, ahead))
    rows, columns = panorama.shape[:2]
    x = (longitude / (2 * np.pi) + 0.5) * columns - 0.5
    y = (0.5 - latitude / np.pi) * rows - 0.5
    # OpenCV cannot wrap one axis alone, so two columns of the opposite end are added at each end.
    wide = np.concatenate([panorama[:, -2:], panorama, panorama[:, :2]], axis=1)
    x = np.mod(x + 0.5, columns) - 0.5 + 2
    seen = cv2.remap(
        wide, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(seen, np.float32)


def random_photo(panorama: Float32Array, size: tuple[int, int], rng: np.random.Generator) -> UInt8Array:
    """A photo from a random view, exposed to middle grey give or take a stop.

    Args:
        panorama: [H, W, 3] float32, linear Rec. 709.
        size: height and width.
        rng: where view and exposure come from.

    Returns:
        [height, width, 3] uint8, sRGB.
    """
    seen = pinhole_view(
        panorama,
        size,
        yaw=rng.uniform(-np.pi, np.pi),
        pitch=np.radians(rng.uniform(-35, 15)),  # products are photographed from above rather than from below
        field_of_view=np.radians(rng.uniform(55, 100)),
    )
    # Metered by the geometric mean (Reinhard et al. 2002, equation 1); the sun would dominate an arithmetic mean.
    key = np.exp(np.mean(np.log(np.maximum(seen @ np.asarray(LUMINANCE, np.float32), 1e-4))))
    stops = np.log2(MIDDLE_GREY / key) + rng.uniform(-1, 1)
    light = torch.from_numpy(np.moveaxis(seen, 2, 0).copy())
    image = develop(light, float(stops), (1, 1, 1), "film" if rng.random() < 0.5 else "srgb")
    return np.asarray(torch.round(image * 255).byte().permute(1, 2, 0).numpy(), np.uint8)

"""Reads a sample's files: light layers from OpenEXR, images and maps from PNG."""

from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import OpenEXR

from trainlib.images.arrays import Array
from trainlib.records.dataset import DatasetError

# Each file, its channels and its type, as the format has them.
IMAGES = {
    "input.png": (3, np.uint8),
    "target.png": (3, np.uint8),
    "foreground.png": (3, np.uint8),
    "alpha.png": (1, np.uint8),
    "shadow.png": (1, np.uint8),
    "normal.png": (3, np.uint8),
    "depth.png": (1, np.uint16),
}


def read_layers(path: Path) -> dict[str, npt.NDArray[np.float16]]:
    """The light groups of a light_*.exr, each [H, W, 3] in linear Rec. 709, no gain applied, by sorted name.

    Raises:
        DatasetError: where the file is broken, a layer is not R, G, B, or light is not finite.
    """
    channels: dict[str, dict[str, Array]] = defaultdict(dict)
    try:
        with OpenEXR.File(str(path), separate_channels=True) as file:
            for part in file.parts:
                for name, channel in part.channels.items():
                    group, _, letter = name.rpartition(".")
                    channels[group][letter] = np.array(channel.pixels, np.float16)
    except (RuntimeError, OSError, ValueError, TypeError) as error:
        raise DatasetError(f"{path}: not a readable OpenEXR file ({error})") from error
    for group, letters in channels.items():
        if not set("RGB") <= set(letters) <= set("RGBA"):
            raise DatasetError(f"{path}: light group {group!r} has channels {sorted(letters)}, expected R, G, B")
        if not all(np.isfinite(letters[letter]).all() for letter in "RGB"):
            raise DatasetError(f"{path}: light group {group!r} is not finite everywhere")
    if not channels:
        raise DatasetError(f"{path}: holds no light group")
    return {group: np.stack([channels[group][letter] for letter in "RGB"], -1) for group in sorted(channels)}


def read_image(path: Path) -> Array:
    """A PNG of the sample as it is stored: [H, W, 3] in RGB order or [H, W].

    Raises:
        DatasetError: where it is missing, broken, or not of the format's channels and bits.
    """
    count, kind = IMAGES[path.name]
    # OpenCV warns of its own where a file is not there.
    image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED) if path.is_file() else None
    if image is None:
        what = "not a readable image" if path.exists() else "no such file"
        raise DatasetError(f"{path}: {what}; delete its folder and generate the sample again")
    found = 1 if image.ndim == 2 else image.shape[2]
    if found != count or image.dtype != kind:
        raise DatasetError(f"{path}: {found} channels of {image.dtype}, expected {count} of {np.dtype(kind)}")
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB) if count == 3 else image

"""Cut-outs and packshots in one call, for programs: `trainlib.cut_out(photo)` and `trainlib.packshot(photo)`."""

from __future__ import annotations

from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from trainlib.images.arrays import UInt8Array
from trainlib.images.errors import PhotoError
from trainlib.images.photos import read_photo
from trainlib.inference.framing import FILL, Frame, reframe
from trainlib.inference.pipeline import Pipeline
from trainlib.inference.settings import PipelineSettings, Shadow, Tta
from trainlib.weights import STANDARD, find_network

Photo = Image.Image | UInt8Array | str | PathLike[str]


def cut_out(
    photo: Photo, cutout: str | PathLike[str] = STANDARD, device: str = "auto", tta: Tta = "flip"
) -> Image.Image:
    """Cut the product out of a photo; the same pixels as `predict --write cutout`.

    Args:
        photo: a file, a Pillow image (sRGB; as it stands, its EXIF orientation included), or uint8 [H, W, 3] sRGB.
        cutout: the name of a network that ships, a checkpoint, or its ONNX file. It is loaded once.
        device: "auto", "cpu" or "cuda".
        tta: "flip", "flips+scales" or "none", as `predict --tta`.

    Returns:
        RGBA of the photo's size: the product's own colours, without halo, and how much of each pixel is product.

    Raises:
        PhotoError: the file is not a photo, or the array is not an image.
        CheckpointError: the network cannot be used.
        DeviceError: the device is not there.
    """
    result = _pipeline(str(cutout), None, PipelineSettings(device=device, tta=tta))(_pixels(photo))
    return Image.fromarray(np.dstack([result.foreground, result.mask]), "RGBA")


def packshot(
    photo: Photo,
    cutout: str | PathLike[str] = STANDARD,
    relight: str | PathLike[str] | None = None,
    *,
    shadow: Shadow = "none",
    canvas: tuple[int, int] | None = None,
    fill: float = FILL,
    device: str = "auto",
    tta: Tta = "flip",
) -> Image.Image:
    """Lay the product of a photo on pure white; the same pixels as `predict --write packshot`.

    Args:
        photo: as of `cut_out`.
        cutout: as of `cut_out`.
        relight: a relight network, for studio light: a name, a checkpoint or its ONNX file; None keeps the photo's own
            colours.
        shadow: "none", "keep" or "soften", as `predict --shadow`.
        canvas: width and height in pixels; the product is centred. None lays the packshot over the photo.
        fill: the product's share of the canvas, from 0.1 to 1.
        device: as of `cut_out`.
        tta: as of `cut_out`.

    Returns:
        RGB; exactly white where neither product nor shadow is.

    Raises:
        PhotoError: the file is not a photo, or the array is not an image.
        CheckpointError: a network cannot be used.
        DeviceError: the device is not there.
        ValueError: the fill is out of range.
    """
    if not 0.1 <= fill <= 1:
        raise ValueError(f"fill is {fill:g}; a share of the canvas from 0.1 to 1")
    settings = PipelineSettings(device, tta, shadow=shadow, own_colours=relight is None)
    result = _pipeline(str(cutout), None if relight is None else str(relight), settings)(_pixels(photo))
    if canvas is None:
        return Image.fromarray(result.packshot)
    return Image.fromarray(reframe(result.packshot, result.mask, Frame(fill, canvas=canvas)))


@lru_cache(maxsize=2)
def _pipeline(cutout: str, relight: str | None, settings: PipelineSettings) -> Pipeline:
    """The pipeline, cached so that a second photo does not load the networks again."""
    found = None if relight is None else find_network(relight, "relight")
    return Pipeline.load(find_network(cutout, "cutout"), found, settings)


def _pixels(photo: Photo) -> UInt8Array:
    """uint8 [H, W, 3], sRGB."""
    if isinstance(photo, Image.Image):
        return np.asarray(photo.convert("RGB"))
    if not isinstance(photo, np.ndarray):
        return read_photo(Path(photo))
    array: np.ndarray[Any, Any] = photo
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3 or 0 in array.shape:
        raise PhotoError(f"an array {array.dtype} {array.shape} is not a photo; give uint8 [H, W, 3], sRGB")
    return array

"""Reads "Segmentation mask 1.1": SegmentationClass/*.png in the colours of labelmap.txt."""

import io
from collections.abc import Iterator
from pathlib import PurePosixPath

import numpy as np
from PIL import Image

from trainlib.annotations.annotated import MOST_PIXELS, Annotated, Wanted
from trainlib.annotations.archive import Archive
from trainlib.records.dataset import DatasetError

FOLDER = "SegmentationClass"
BACKGROUND = "background"


def read_segmentation_mask(archive: Archive, wanted: Wanted) -> Iterator[Annotated]:
    """The images of such an export; their names have no suffix, as the format has none.

    Raises:
        DatasetError: where a file cannot be read.
    """
    colours = _labelmap(archive)
    inside = [colour for label, colour in colours.items() if label != BACKGROUND and wanted.has(label)]
    background = colours.get(BACKGROUND, (0, 0, 0))
    for name in [one for one in archive.names if f"{FOLDER}/" in one and one.lower().endswith(".png")]:
        levels = _image(archive.read(name), f"{archive.path}: {name}")
        if colours and inside:
            hit = np.any([(levels == colour).all(-1) for colour in inside], axis=0)
        else:
            hit = (levels != background).any(-1)
        path = PurePosixPath(name)
        folders = path.parts[path.parts.index(FOLDER) + 1 : -1]
        yield Annotated("/".join([*folders, path.stem]), np.where(hit, 255, 0).astype(np.uint8))


def _labelmap(archive: Archive) -> dict[str, tuple[int, ...]]:
    """The colour of each label; none where there is no labelmap.txt.

    Raises:
        DatasetError: where it is none.
    """
    found = archive.matching("labelmap.txt")
    colours: dict[str, tuple[int, ...]] = {}
    for line in archive.read(found[0]).decode("utf-8", "replace").splitlines() if found else ():
        if not line.strip() or line.startswith("#"):
            continue
        label, _, rest = line.partition(":")
        try:
            colours[label] = tuple(int(value) for value in rest.split(":")[0].split(","))
        except ValueError as error:
            raise DatasetError(f"{archive.path}: labelmap.txt has {line!r}, expected label:red,green,blue::") from error
    return colours


def _image(data: bytes, where: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """RGB [H, W, 3]; of a palette its colours."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise DatasetError(f"{where}: {image.width} x {image.height} pixels are too many")
            return np.array(image.convert("RGB"), np.uint8)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise DatasetError(f"{where}: not a readable image") from error

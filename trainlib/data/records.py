"""A sample's JSON files, parsed once in each process while they do not change."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor

from trainlib.data.remix import Lighting
from trainlib.records.dataset import WITHOUT, DatasetError, Sample, read_object

FILES = {
    "image": "input.png",
    "target": "target.png",
    "normal": "normal.png",
    "alpha": "alpha.png",
    "shadow": "shadow.png",
}

Parsed = TypeVar("Parsed")


class Records:
    """Parsed JSON files, read again when a file's time or size has changed."""

    def __init__(self) -> None:
        self.known: dict[Path, tuple[tuple[int, int], Any]] = {}

    def read(self, path: Path, parse: Callable[[dict[str, Any]], Parsed]) -> Parsed:
        """The result of `parse` on the file's object; use the same `parse` for the same file.

        Raises:
            DatasetError: where the file cannot be read.
        """
        try:
            status = path.stat()
        except OSError:
            return parse(read_object(path))  # which says what is wrong
        stamp = (status.st_mtime_ns, status.st_size)
        known = self.known.get(path)
        if known is None or known[0] != stamp:
            known = self.known[path] = (stamp, parse(read_object(path)))
        parsed: Parsed = known[1]
        return parsed

    def measured(self, sample: Sample) -> tuple[dict[str, str], Tensor]:
        """The checksum of each file of a sample and its depth range, of sample.json.

        Raises:
            DatasetError: where either is not of the format.
        """
        return self.read(
            sample.folder / "sample.json",
            lambda record: (_checksums_of(sample, record), _depth_range_of(sample, record)),
        )

    def lighting(self, sample: Sample) -> Lighting:
        """The lighting of input.png, of recipe.json.

        Raises:
            DatasetError: where it is not of the format.
        """
        return self.read(sample.folder / "recipe.json", lambda recipe: _lighting_of(sample, recipe))


def _checksums_of(sample: Sample, record: Mapping[str, Any]) -> dict[str, str]:
    """The checksum of each file of a sample, as its sample.json lists them: those of its kind at the least.

    Raises:
        DatasetError: where there are none or a required image is not among them.
    """
    files = record.get("files")
    needed = {name for key, name in FILES.items() if key not in WITHOUT[sample.kind]}
    if not isinstance(files, dict) or not needed | {"depth.png"} <= set(files):
        raise DatasetError(f"{sample.folder / 'sample.json'}: 'files' does not list every image of the format")
    return {str(name): str(checksum) for name, checksum in files.items()}


def _depth_range_of(sample: Sample, record: Mapping[str, Any]) -> Tensor:
    """The metres [2] that the depths 0 and 1 of a sample stand for, as its sample.json records them.

    Raises:
        DatasetError: where they are not two ascending distances.
    """
    try:
        near, far = (float(metres) for metres in record["depth_range_m"])
        if not 0 < near <= far < float("inf"):
            raise ValueError
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        found = record.get("depth_range_m")
        raise DatasetError(
            f"{sample.folder / 'sample.json'}: depth_range_m is {found!r}, expected [near, far] in metres"
        ) from error
    return torch.tensor([near, far])


def _lighting_of(sample: Sample, recipe: dict[str, Any]) -> Lighting:
    """The lighting of a sample's input.png, as its recipe records it.

    Raises:
        DatasetError: where the recipe is another split's or not of the format.
    """
    path = sample.folder / "recipe.json"
    if recipe.get("split") != sample.split:
        raise DatasetError(f"{path}: split {recipe.get('split')!r}, the index says {sample.split!r}")
    try:
        return Lighting.of_room(recipe)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise DatasetError(f"{path}: room_gains or develop is not of the format ({error})") from error

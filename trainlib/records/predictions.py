"""The record of predicted photos: predictions.jsonl beside the results, one line per photo.

The last line of a photo counts. A line is appended when a photo is done, so a run that is killed loses only the photo
in work.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path, PurePosixPath
from typing import Any, get_type_hints

from trainlib.records.files import replace_file

FILE = "predictions.jsonl"
CUTOUT, MASK, PACKSHOT, RELIT = ".cutout.png", ".mask.png", ".packshot.png", ".relit.png"


@dataclass(frozen=True)
class Prediction:
    """One photo and its outcome.

    Attributes:
        photo: the photo's path below the folder that was searched, with forward slashes.
        name: what its results are called below the output folder, without suffix.
        size_bytes: the size of the photo's file.
        modified_ns: when the photo's file was last changed, in nanoseconds since 1970.
        settings: a fingerprint of the networks and options that made the results.
        width: of the photo, upright, in pixels; 0 if it could not be read.
        height: likewise.
        confidence: from 0 (unsure) to 1.
        coverage: the share of the photo that is product, from 0 to 1.
        seconds: what the pipeline took, without reading and writing.
        error: why there is no result, or "".
        files: which results these settings made, of "mask", "cutout", "packshot" and "relit", with commas between.
            Others that lie beside them are of an earlier run.
    """

    photo: str
    name: str
    size_bytes: int
    modified_ns: int
    settings: str
    width: int = 0
    height: int = 0
    confidence: float = 0.0
    coverage: float = 0.0
    seconds: float = 0.0
    error: str = ""
    files: str = ""


_TYPES = {field.name: get_type_hints(Prediction)[field.name] for field in fields(Prediction)}


def append(folder: Path, prediction: Prediction) -> None:
    """Add a line to the folder's record."""
    with (folder / FILE).open("a", encoding="utf-8") as file:
        file.write(_line(prediction))


def read(folder: Path) -> dict[str, Prediction]:
    """The last line of every photo, by `photo`; empty if there is no record.

    Lines that are cut short or invalid are skipped, and their photos are predicted again.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    found: dict[str, Prediction] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        prediction = _parse(line)
        if prediction is not None:
            found[prediction.photo] = prediction
    return found


def rewrite(folder: Path, predictions: Iterable[Prediction]) -> None:
    """Replace the folder's record by one line per photo."""
    replace_file(folder / FILE, "".join(map(_line, predictions)).encode())


def _line(prediction: Prediction) -> str:
    # A name that is no Unicode (a raw byte on disk) is kept as its escape.
    return json.dumps(asdict(prediction), ensure_ascii=True) + "\n"


def _parse(line: str) -> Prediction | None:
    try:
        values: Any = json.loads(line)
    except ValueError:
        return None
    if not isinstance(values, dict) or values.keys() - _TYPES.keys():
        return None
    for key, kind in _TYPES.items():
        if kind is float and type(values.get(key)) is int:
            values[key] = float(values[key])
        if type(values.get(key)) is not kind:
            return None
    # Names become paths below the folder; a record from elsewhere may not lead out of it.
    name = PurePosixPath(values["name"])
    return None if name.is_absolute() or ".." in name.parts else Prediction(**values)

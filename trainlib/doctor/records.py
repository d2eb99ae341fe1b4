"""Checks a sample's records against the format, its files and its images."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import Any

import numpy as np

from trainlib.doctor.findings import PROBLEM, WARNING, Say
from trainlib.images.arrays import Array
from trainlib.records.dataset import SPLITS, WITHOUT, Sample

# Required keys of recipe.json and sample.json in format 1; dots lead into objects.
RECIPE = (
    "id",
    "seed",
    "split",
    "product.asset",
    "assets",
    "camera.distance_m",
    "room_gains",
    "develop.room",
)
OF_PACKSHOTS = ("studio_gains", "develop.studio")
"""More required keys of a recipe with a studio."""
RECORD = ("id", "files", "depth_range_m", "checks.coverage", "checks.fill")
COVERAGE_TOLERANCE = 0.01
NEAREST, FARTHEST = 0.3, 1.5
"""Range of the product's median depth, in units of camera.distance_m."""


def check_records(sample: Sample, recipe: dict[str, Any], record: dict[str, Any], say: Say) -> None:
    """Find missing keys, and ids and splits that do not agree."""
    drawn = RECIPE if "target" in WITHOUT[sample.kind] else (*RECIPE, *OF_PACKSHOTS)
    for name, values, wanted in (("recipe.json", recipe, drawn), ("sample.json", record, RECORD)):
        missing = [key for key in wanted if look_up(values, key) is None]
        if missing:
            say(PROBLEM, "format", f"{sample.folder / name}: has no {', '.join(missing)}")
    ids = {"recipe.json": recipe.get("id"), "sample.json": record.get("id")}
    for name, number in ids.items():
        if number is not None and number != sample.number:
            say(PROBLEM, "format", f"{sample.folder / name}: has id {number!r}, its folder another")
    if sample.folder.parent.name != f"{sample.number // 1000:03d}":
        say(
            PROBLEM,
            "format",
            f"{sample.folder}: lies in {sample.folder.parent.name}, not in {sample.number // 1000:03d}",
        )
    split = recipe.get("split")
    if split is not None and split not in SPLITS:
        say(PROBLEM, "format", f"{sample.folder / 'recipe.json'}: split {split!r}, expected {', '.join(SPLITS)}")
    elif split is not None and split != sample.split:
        say(PROBLEM, "leak", f"index.jsonl has it in {sample.split}, its recipe in {split}")


def check_files(folder: Path, record: dict[str, Any], say: Say) -> None:
    """Check that every listed file exists with its checksum, and that every file is listed."""
    files = record.get("files")
    if not isinstance(files, dict) or not files:
        say(PROBLEM, "files", f"{folder / 'sample.json'}: lists no files")
        return
    for name, digest in files.items():
        path = folder / Path(name).name  # a record must not name a file outside its folder
        if not path.is_file():
            say(PROBLEM, "files", f"{path}: listed and not there")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            say(PROBLEM, "files", f"{path}: its checksum differs: changed or damaged after it was written")
    hidden = {path.name for path in folder.iterdir() if path.name.startswith(".")}
    unlisted = sorted({path.name for path in folder.iterdir()} - set(files) - {"sample.json"} - hidden)
    if unlisted:
        say(WARNING, "files", f"{folder}: holds {', '.join(unlisted)}, which sample.json does not list")


def check_against_images(recipe: dict[str, Any], record: dict[str, Any], images: dict[str, Array], say: Say) -> None:
    """Compare recorded coverage, frame and depth with the images."""
    alpha = images["alpha"]
    coverage = look_up(record, "checks.coverage")
    if is_number(coverage) and abs(alpha.mean() / 255 - coverage) > COVERAGE_TOLERANCE:
        say(
            PROBLEM,
            "alpha",
            f"alpha.png covers {alpha.mean() / 255:.3f} of the image, sample.json says {coverage:.3f}",
        )
    rim = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    if look_up(record, "checks.in_frame") is True and (rim > 0).any():
        say(PROBLEM, "alpha", "the product touches the border, sample.json says that it is in frame")
    near_far, distance = record.get("depth_range_m"), look_up(recipe, "camera.distance_m")
    if near_far is None or distance is None:
        return  # reported as missing
    if not (isinstance(near_far, list) and len(near_far) == 2 and all(map(is_number, [*near_far, distance]))):
        say(PROBLEM, "depth", f"depth_range_m {near_far!r} or camera.distance_m {distance!r} is not a number")
        return
    near, far = near_far
    if not 0 <= near < far:
        say(PROBLEM, "depth", f"depth_range_m is {near_far}, expected 0 <= near < far")
        return
    inside = alpha == 255
    if inside.any():
        metres = near + float(np.median(images["depth"][inside])) / 65535 * (far - near)
        if not NEAREST * distance < metres < FARTHEST * distance:
            say(PROBLEM, "depth", f"depth.png has the product at {metres:.2f} m, its camera {distance:.2f} m off")


def look_up(values: dict[str, Any], key: str) -> Any:
    """The value at a path of keys with dots between, or None."""
    found: Any = values
    for part in key.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def is_number(value: Any) -> bool:
    """Whether it is a finite number; true and false are not."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)

"""Checks of photos with cut-outs: incomplete or mismatched pairs, and the metrics of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from trainlib.data.photo_files import find_images, read_colour, read_matte
from trainlib.data.splits import SplitConfig
from trainlib.doctor.alignment import misalignment
from trainlib.doctor.findings import PROBLEM, WARNING, Examined, Finding, Level, Say
from trainlib.doctor.likeness import check_contrast, small_grey
from trainlib.images.alpha import MASK_LEVEL
from trainlib.images.arrays import Array
from trainlib.metrics.packshots import box_of, framing
from trainlib.records.dataset import SPLITS, DatasetError, Sample

# Longer side, in pixels, of the copy on which edges are compared. Networks see no more.
LONGEST = 512
LEAST, MOST = 0.002, 0.995
"""Range of the share of an image that a product covers. Less is a speck, more is not a cut-out."""


@dataclass(frozen=True)
class PhotoSet:
    """Photos with cut-outs, assigned to splits as `fit` does.

    Attributes:
        root: the photos' folder.
        samples: one per pair, numbered in the order of names; `product` is the name.
        files: photo and cut-out of each sample, by number.
        findings: files without a partner.
    """

    root: Path
    samples: tuple[Sample, ...]
    files: Mapping[int, tuple[Path, Path]]
    findings: tuple[Finding, ...]


def open_photos(photos: Path, cutouts: Path, config: SplitConfig) -> PhotoSet:
    """Pair photos with cut-outs by name and assign them to splits.

    Raises:
        DatasetError: a folder is missing or holds no image, no two share a name, or the lists of splits are wrong.
    """
    left, right = find_images(photos), find_images(cutouts)
    names = sorted(left.keys() & right.keys())
    if not names:
        raise DatasetError(
            f"{cutouts}: holds no cut-out called as a photo of {photos}; a pair shares the name before the suffix"
        )
    findings = []
    for level, ours, theirs, text in (
        (PROBLEM, left, right, "photos have no cut-out, and `fit` refuses them"),
        (WARNING, right, left, "cut-outs have no photo"),
    ):
        if alone := sorted(ours.keys() - theirs.keys()):
            findings.append(
                Finding(
                    level, "pairs", (), f"{len(alone)} {text}: {', '.join(alone[:3])}{' …' if len(alone) > 3 else ''}"
                )
            )
    splits = {name: split for split in SPLITS for name in config.names_in(split, names)}
    samples = tuple(
        Sample(number, splits[name], left[name].parent, name) for number, name in enumerate(names) if name in splits
    )
    files = {one.number: (left[one.product], right[one.product]) for one in samples}
    return PhotoSet(photos, samples, files, tuple(findings))


def examine_photo(sample: Sample, files: tuple[Path, Path]) -> Examined:
    """Read a pair and check it."""
    found: list[Finding] = []

    def say(level: Level, check: str, text: str) -> None:
        found.append(Finding(level, check, (sample.number,), text))

    try:
        photo, alpha = read_colour(files[0]), read_matte(files[1])
    except DatasetError as error:
        say(PROBLEM, "files", str(error))
        return Examined(sample, tuple(found), files=files)
    metrics: dict[str, float] = {"brightness": float(photo.mean() / 255)}
    if photo.shape[:2] != alpha.shape:
        say(
            PROBLEM,
            "size",
            f"{files[1].name} is {alpha.shape[1]} x {alpha.shape[0]}, its photo {photo.shape[1]} x {photo.shape[0]}",
        )
    else:
        metrics |= _check_pair(photo, alpha, files[1].name, say)
    return Examined(sample, tuple(found), metrics, thumbnail=small_grey(photo), files=files)


def _check_pair(photo: Array, alpha: Array, name: str, say: Say) -> dict[str, float]:
    mask = alpha >= MASK_LEVEL
    covered = float(mask.mean())
    fill, _ = framing(box_of(mask), (alpha.shape[0], alpha.shape[1]))
    metrics = {"coverage": float(alpha.mean() / 255), "fill": fill}
    if not LEAST <= covered <= MOST:
        say(PROBLEM, "alpha", f"{name}: the product covers {covered:.1%} of the image: nothing to learn from")
        return metrics
    if photo.std() < 2 or photo.mean() < 3:
        say(PROBLEM, "dark", f"{name}: its photo is flat or black (mean {photo.mean():.0f}, spread {photo.std():.1f})")
    factor = min(1.0, LONGEST / max(alpha.shape))
    size = (max(1, round(alpha.shape[1] * factor)), max(1, round(alpha.shape[0] * factor)))
    small, matte = (np.asarray(cv2.resize(one, size, interpolation=cv2.INTER_AREA), np.uint8) for one in (photo, alpha))
    shift = misalignment(small, matte)
    if shift is not None:
        across, along = (round(part / factor) for part in shift)
        say(WARNING, "alignment", f"{name} fits its photo better moved by {across}, {along} pixels")
    return metrics | check_contrast(small, matte, f"{name}: ", say)

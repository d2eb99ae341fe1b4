"""Predictions on the demo's page: held-out samples beside their ground truth, and photos without one."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import cv2
import numpy as np

from trainlib.images.alpha import MASK_LEVEL
from trainlib.records import predictions
from trainlib.records.dataset import PackshotDataset, Sample
from trainlib.records.predictions import Prediction
from trainlib.report.contact_sheet import in_order_of_doubt, thumbnail_path
from trainlib.report.dataset_part import show
from trainlib.report.runs import MissingPartError

_SIDE = 220
_SAMPLE_ID = re.compile(r"\d{6,}")


@dataclass(frozen=True)
class HeldOut:
    """A test sample and its prediction.

    Attributes:
        sample: the sample.
        prediction: the record of its prediction.
        pictures: caption -> data URI, or None for a picture that cannot be read.
        iou: intersection over union of the predicted and the true mask (both from `MASK_LEVEL`), or None.
        mse: mean squared difference of packshot and target in [0, 1], or None.
    """

    sample: Sample
    prediction: Prediction
    pictures: dict[str, str | None]
    iou: float | None
    mse: float | None


@dataclass(frozen=True)
class PredictionsPart:
    """Predictions for the page.

    Attributes:
        held_out: shown test samples, with the ground truth.
        held_out_count: how many test samples were predicted.
        iou: mean over all of those, or None.
        mse: likewise.
        photos: shown predictions without one, least confident first, with their pictures.
        photos_count: how many there are.
        broken: records of photos that could not be read.
        seconds: mean seconds a photo took, or None.
    """

    held_out: list[HeldOut]
    held_out_count: int
    iou: float | None
    mse: float | None
    photos: list[tuple[Prediction, dict[str, str | None]]]
    photos_count: int
    broken: list[Prediction]
    seconds: float | None


def read_predictions_part(folder: Path, dataset: PackshotDataset | None, shown: int) -> PredictionsPart:
    """Read what `predict` wrote to `folder` and pair it with the dataset's test split.

    A prediction belongs to a test sample if its photo's file, or the folder that the photo lay in, is called
    by the sample's id, as in `000017.png` or `000017/input.png`.

    Raises:
        MissingPartError: there is no record of predictions.
    """
    known = list(predictions.read(folder).values())
    if not known:
        raise MissingPartError(f"{folder} holds no predictions ({predictions.FILE} is missing or empty)")
    made = in_order_of_doubt([one for one in known if not one.error])
    tests = {sample.number: sample for sample in dataset.samples if sample.split == "test"} if dataset else {}
    pairs: list[tuple[Sample, Prediction]] = []
    photos: list[Prediction] = []
    for one in made:
        number = sample_number(one.photo)
        if number in tests:
            pairs.append((tests[number], one))
        else:
            photos.append(one)
    pairs.sort(key=lambda pair: pair[0].number)
    compared = [_compare(folder, sample, one) for sample, one in pairs]
    spread = np.unique(np.linspace(0, len(pairs) - 1, min(shown, len(pairs))).round().astype(int))
    held_out = []
    for place in spread:
        sample, one = pairs[place]
        iou, mse = compared[place]
        held_out.append(HeldOut(sample, one, _images_with_targets(folder, sample, one), iou, mse))
    return PredictionsPart(
        held_out,
        len(pairs),
        _mean([iou for iou, _ in compared]),
        _mean([mse for _, mse in compared]),
        [(one, _thumbnails(folder, one)) for one in photos[:shown]],
        len(photos),
        [one for one in known if one.error],
        _mean([one.seconds for one in made]),
    )


def sample_number(photo: str) -> int | None:
    """The sample's id in a photo's path, or None."""
    path = PurePosixPath(photo)
    for word in (path.stem, path.parent.name):
        if _SAMPLE_ID.fullmatch(word):
            return int(word)
    return None


def _compare(folder: Path, sample: Sample, one: Prediction) -> tuple[float | None, float | None]:
    """(IoU, MSE) of a prediction; each is None if a picture is missing or has another size."""
    mask = cv2.imread(str(folder / f"{one.name}{predictions.MASK}"), cv2.IMREAD_GRAYSCALE)
    alpha = cv2.imread(str(sample.folder / "alpha.png"), cv2.IMREAD_GRAYSCALE)
    iou = mse = None
    if mask is not None and alpha is not None and mask.shape == alpha.shape:
        found, true = mask >= MASK_LEVEL, alpha >= MASK_LEVEL
        union = np.count_nonzero(found | true)
        iou = np.count_nonzero(found & true) / union if union else 1.0
    packshot = cv2.imread(str(folder / f"{one.name}{predictions.PACKSHOT}"), cv2.IMREAD_COLOR)
    target = cv2.imread(str(sample.folder / "target.png"), cv2.IMREAD_COLOR)
    if packshot is not None and target is not None and packshot.shape == target.shape:
        mse = float(np.mean((packshot.astype(np.float64) - target.astype(np.float64)) ** 2)) / 255**2
    return iou, mse


def _images_with_targets(folder: Path, sample: Sample, one: Prediction) -> dict[str, str | None]:
    return {
        "photo": show(sample.folder / "input.png", _SIDE),
        "predicted packshot": show(folder / f"{one.name}{predictions.PACKSHOT}", _SIDE),
        "true packshot": show(sample.folder / "target.png", _SIDE),
        "predicted mask": show(folder / f"{one.name}{predictions.MASK}", _SIDE),
        "true mask": show(sample.folder / "alpha.png", _SIDE),
    }


def _thumbnails(folder: Path, one: Prediction) -> dict[str, str | None]:
    return {kind: _embed(folder / thumbnail_path(one.name, kind)) for kind in ("photo", "overlay", "packshot")}


def _embed(path: Path) -> str | None:
    try:
        return "data:image/jpeg;base64," + base64.b64encode(path.read_bytes()).decode("ascii")
    except OSError:
        return None


def _mean(values: list[float | None] | list[float]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None

"""The page: metrics of all methods, pairs, thresholds, then the photos, the worst first."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

import cv2
import numpy as np

from trainlib.evaluate.calibration import BAD
from trainlib.evaluate.marketplace import broken, verdict
from trainlib.evaluate.marketplace import shown as format_share
from trainlib.evaluate.measuring import MEANINGS, METRICS
from trainlib.evaluate.results import Results
from trainlib.evaluate.rows import Row
from trainlib.evaluate.statistics import FEW
from trainlib.images.alpha import MASK_THRESHOLD
from trainlib.images.arrays import Float32Array, UInt8Array
from trainlib.records.files import replace_file
from trainlib.report.charts import Chart, line_chart
from trainlib.report.page import render, write_page
from trainlib.report.thumbnails import draw_outline, jpeg, shrink

PAGE = "index.html"
SIDE = 420
# sRGB; these two can also be told apart by people who cannot tell red from green.
MISSING, TOO_MUCH = (20, 90, 230), (235, 110, 0)
STRENGTH = 0.6
UNDER_A_PHOTO = ("dice", "boundary_iou", "mae", "sad")


def picture_path(photo: str, label: str | None) -> str:
    """Where the small picture of a photo lies below the output folder: of the photo, or of a method's errors."""
    # By label, not by position: the next run may have other methods, or another order.
    kind = "photo" if label is None else hashlib.sha256(label.encode()).hexdigest()[:8]
    return str(PurePosixPath("pictures") / f"{photo}.{kind}.jpg")


def write_photo(folder: Path, name: str, image: UInt8Array) -> None:
    """Keep a small photo for the page."""
    replace_file(folder / picture_path(name, None), jpeg(shrink(image, SIDE)))


def write_errors(
    folder: Path, name: str, label: str, image: UInt8Array, alpha: Float32Array, target: Float32Array
) -> None:
    """Keep a small image of the errors for the page."""
    replace_file(folder / picture_path(name, label), jpeg(overlay_errors(image, alpha, target)))


def write_packshot(folder: Path, name: str, label: str, packshot: UInt8Array, alpha: Float32Array) -> None:
    """Keep a small packshot for the page, with a line around what is taken for the product."""
    small = shrink(packshot, SIDE)
    mask = cv2.resize(alpha, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_AREA) >= MASK_THRESHOLD
    # What is not pure white is greyed, or nobody would see it on a page.
    pure = shrink(np.repeat((packshot == 255).all(axis=2)[..., None].astype(np.uint8) * 255, 3, axis=2), SIDE)
    shown = np.where((pure[..., :1] < 255) & ~mask[..., None], np.array(TOO_MUCH, np.uint8), small).astype(np.uint8)
    draw_outline(shown, mask, 2)
    replace_file(folder / picture_path(name, label), jpeg(shown))


def overlay_errors(image: UInt8Array, alpha: Float32Array, target: Float32Array) -> UInt8Array:
    """The photo, paled and small, with errors laid over it: blue is product that is missing, orange is too much.

    Args:
        image: uint8 [H, W, 3] sRGB.
        alpha: the answer [H, W] in [0, 1]; its outline is drawn.
        target: the true alpha [H, W].
    """
    small = shrink(image, SIDE)
    size = (small.shape[1], small.shape[0])
    found, true = (cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in (alpha, target))
    shown = small * 0.55 + 255 * 0.45
    for colour, share in ((MISSING, np.maximum(true - found, 0)), (TOO_MUCH, np.maximum(found - true, 0))):
        weight = (np.sqrt(share) * STRENGTH)[..., None]
        shown = shown * (1 - weight) + np.array(colour) * weight
    result: UInt8Array = np.clip(shown + 0.5, 0, 255).astype(np.uint8)
    draw_outline(result, found >= MASK_THRESHOLD, 2)
    return result


def write_evaluation_page(folder: Path, title: str, results: Results, order: str, shown: int, fill: str = "") -> Path:
    """Write the page and return its path.

    Args:
        folder: the output folder, where the small pictures lie.
        title: what was evaluated.
        results: the outcome.
        order: the metric that orders the photos.
        shown: how many of the worst photos are shown.
        fill: how packshots were framed, in words.

    Raises:
        OSError: it cannot be written.
    """
    worst = results.worst(order)
    path = folder / PAGE
    write_page(
        path,
        render(
            "evaluate.html",
            title=title,
            results=results,
            better=METRICS,
            meanings=MEANINGS,
            charts=_threshold_charts(results),
            best={label: results.best_threshold(label) for label in results.sweeps},
            verdict=lambda row: verdict(row.metrics, results.limits),
            broken=lambda row: {one.metric for one in broken(row.metrics, results.limits)},
            number=format_share,
            fill=fill,
            bad=BAD,
            few=FEW,
            order=order,
            worst=[_pictures(photo, results) for photo in worst[:shown]],
            hidden=len(worst) - len(worst[:shown]),
            under=[name for name in UNDER_A_PHOTO if name in results.metrics],
        ),
    )
    return path


def _threshold_charts(results: Results) -> list[Chart]:
    """A chart a metric of masks, over the threshold; none where there are no mattes."""
    if not results.sweeps:
        return []
    return [
        line_chart(
            f"{name} by threshold",
            {
                label: [(100 * at.threshold, getattr(at, name)) for at in sweep]
                for label, sweep in results.sweeps.items()
            },
        )
        for name in ("dice", "iou", "precision", "recall")
    ]


def _pictures(photo: str, results: Results) -> tuple[str, str | None, list[tuple[str, str, Row]]]:
    """A photo, its own picture where it has one, and the label, picture and row of each method."""
    rows = [(label, picture_path(photo, label), results.rows[photo, label]) for label in results.labels]
    return photo, picture_path(photo, None) if results.sweeps else None, rows

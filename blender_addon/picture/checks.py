"""What a sample must hold before it is written; one that does not is drawn again."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..spec import ChecksSpec

_LEAST_SOLID = 0.005
"""Share of the picture that must be product through and through, whatever the spec allows (the format's
floor).
"""
_LEAST_SPREAD, _LEAST_MEAN = 4.0, 6.0
"""8-bit standard deviation and mean below which a picture is flat or black; the format's floors are half of
these.
"""
_MOST_CLIPPED = 0.6
"""Share of the input, or of the product in the target, that may be pure white."""


def check_sample(
    input_picture: NDArray[np.uint8],
    target: NDArray[np.uint8],
    alpha: NDArray[np.uint8],
    visible: float,
    limits: ChecksSpec,
) -> tuple[dict[str, Any], list[str]]:
    """Measure a finished sample and hold it against the spec.

    Args:
        input_picture: sRGB [H, W, 3].
        target: sRGB [H, W, 3].
        alpha: [H, W], 255 = all product.
        visible: Share of the product's silhouette that nothing stands in front of, in [0, 1]; see
            `visible_share`.
        limits: The bounds.

    Returns:
        `checks` of sample.json, and one line for each failure ("coverage: 0.002 is below 0.010"); what stands
        before the colon is the same for every sample that fails so.
    """
    solid = alpha == 255
    checks: dict[str, Any] = {
        "coverage": float(alpha.mean() / 255),
        "fill": fill(alpha),
        "in_frame": not _border(alpha).any(),
        "visible": float(visible),
        "brightness": float(input_picture.mean() / 255),
        "clipped": float((input_picture >= 254).all(-1).mean()),
        "target_clipped": float((target[solid] >= 254).all(-1).mean()) if solid.any() else 0.0,
        "edges": int(((alpha > 0) & (alpha < 255)).sum()),
    }
    failures = _outside("coverage", checks["coverage"], *limits.coverage)
    failures += _outside("visible", checks["visible"], limits.visible, None)
    failures += _outside("brightness", checks["brightness"], *limits.brightness)
    failures += _outside("clipped", checks["clipped"], None, _MOST_CLIPPED)
    failures += _outside("target clipped", checks["target_clipped"], None, _MOST_CLIPPED)
    failures += _outside("solid product", float(solid.mean()), _LEAST_SOLID, None)
    if not checks["in_frame"]:
        failures.append("in frame: the product touches the picture's border")
    if checks["edges"] == 0:
        failures.append("edges: alpha has no anti-aliased edge")
    for name, levels in (("input", input_picture.reshape(-1, 3)), ("target's product", target[solid])):
        if levels.size and (levels.std() < _LEAST_SPREAD or levels.mean() < _LEAST_MEAN):
            failures.append(f"flat {name}: mean {levels.mean():.1f}, spread {levels.std():.1f} of 255")
    return checks, failures


def fill(alpha: NDArray[np.uint8]) -> float:
    """The longer side of the product's bounding box (alpha ≥ 128) over the picture's side, in [0, 1]."""
    rows, columns = ((alpha >= 128).any(axis=axis) for axis in (1, 0))
    if not rows.any():
        return 0.0
    extents = []
    for line in (rows, columns):
        hits = np.flatnonzero(line)
        extents.append((hits[-1] - hits[0] + 1) / line.size)
    return float(max(extents))


def visible_share(seen: ArrayLike, silhouette: ArrayLike) -> float:
    """Share of the product's whole silhouette that is seen in the input.

    Args:
        seen: Coverage of the product in the room, in [0, 1] [H, W].
        silhouette: Coverage of the product alone, in [0, 1] [H, W].
    """
    whole = np.clip(np.asarray(silhouette, np.float64), 0.0, 1.0)
    shown = np.minimum(np.asarray(seen, np.float64), whole)
    return float(shown.sum() / whole.sum()) if whole.any() else 0.0


def _border(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])


def _outside(name: str, value: float, least: float | None, most: float | None) -> list[str]:
    if least is not None and value < least:
        return [f"{name}: {value:.3f} is below {least:.3f}"]
    if most is not None and value > most:
        return [f"{name}: {value:.3f} is above {most:.3f}"]
    return []

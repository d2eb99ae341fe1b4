"""Scores a photo: how much views of it, or two networks, disagree, and how undecided they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainlib.images.alpha import MASK_THRESHOLD
from trainlib.images.arrays import Float32Array, UInt8Array, size_of
from trainlib.inference import networks
from trainlib.inference.onnx_network import OnnxNetwork
from trainlib.inference.pipeline import SCALES, Pipeline
from trainlib.inference.preprocess import Letterbox, letterbox, place, resize, unletterbox

# A disagreement or indecision of at least this is given as a reason.
TOLD = 0.1


@dataclass(frozen=True)
class Score:
    """How badly a photo seems to be cut out.

    Attributes:
        value: from 0 to 1; larger is worse. A rank, not a probability.
        parts: what it is made of by name, each from 0 to 1: "mirrored", "scaled", "networks", "undecided".
        reasons: the parts that matter, in words.
    """

    value: float
    parts: dict[str, float]
    reasons: tuple[str, ...]


def score(image: UInt8Array, pipelines: Sequence[Pipeline]) -> Score:
    """Score a photo, uint8 [H, W, 3] sRGB, by one network's views or by two networks.

    The value is 1 − (1 − undecided)(1 − the largest disagreement). A disagreement is 1 − the soft intersection over
    union of two mattes. Undecided is 1 − the mean of |2p − 1| over pixels that may be product, see `confidence`.

    Args:
        image: the photo.
        pipelines: the networks; mattes are compared at the size of the first one's.
    """
    mattes = [_views(one, image) for one in pipelines]
    ahead, mirrored, scaled = mattes[0]
    means: list[Float32Array] = [np.asarray((one[0] + one[1]) / 2, np.float32) for one in mattes]
    if not (np.maximum(ahead, mirrored) > MASK_THRESHOLD).any():
        return Score(1.0, {"undecided": 1.0}, ("finds nothing",))
    parts = {
        "mirrored": disagreement(ahead, mirrored),
        "scaled": max((disagreement(ahead, one) for one in scaled), default=0.0),
        "networks": max((disagreement(means[0], _like(one, means[0])) for one in means[1:]), default=0.0),
        "undecided": 1 - float(np.abs(2 * means[0][means[0] > 0.05] - 1).mean()),
    }
    worst = max(parts["mirrored"], parts["scaled"], parts["networks"])
    words = {
        "mirrored": "the mirrored view differs by {:.0%}",
        "scaled": "views of other sizes differ by {:.0%}",
        "networks": "the networks differ by {:.0%}",
        "undecided": "undecided by {:.0%}",
    }
    found = sorted((name for name in parts if parts[name] >= TOLD), key=lambda name: -parts[name])
    value = 1 - (1 - parts["undecided"]) * (1 - worst)
    return Score(value, parts, tuple(words[name].format(parts[name]) for name in found))


def disagreement(one: Float32Array, other: Float32Array) -> float:
    """1 − Σ min / Σ max of two mattes [h, w] in [0, 1]; 0 where both are empty."""
    union = float(np.maximum(one, other).sum())
    return 1 - float(np.minimum(one, other).sum()) / union if union else 0.0


def _views(pipeline: Pipeline, image: UInt8Array) -> tuple[Float32Array, Float32Array, list[Float32Array]]:
    """The mattes [h, w] of the photo, of its mirror image, and of the photo at other sizes, all of one size."""
    size = pipeline.cutout.size
    box = place(size_of(image), size)
    ahead, mirrored = _matte(pipeline, image, box, flip=True)
    assert mirrored is not None
    scaled = []
    if not isinstance(pipeline.cutout.module, OnnxNetwork):  # an ONNX file has one size
        for factor in SCALES:
            other = place(size_of(image), (round(size[0] * factor), round(size[1] * factor)))
            scaled.append(_like(_matte(pipeline, image, other, flip=False)[0], ahead))
    return ahead, mirrored, scaled


def _matte(
    pipeline: Pipeline, image: UInt8Array, box: Letterbox, flip: bool
) -> tuple[Float32Array, Float32Array | None]:
    found = networks.predict_matte(pipeline.cutout.module, letterbox(image, box), pipeline.device, flip)
    ahead, mirrored = (None if one is None else np.ascontiguousarray(unletterbox(one, box)) for one in found)
    assert ahead is not None
    return ahead, mirrored


def _like(matte: Float32Array, other: Float32Array) -> Float32Array:
    """A matte at the size of another."""
    return matte if matte.shape == other.shape else resize(matte, size_of(other))

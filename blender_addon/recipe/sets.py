"""Draws sets of products that are sold as one: a pair of shoes, six glasses, a mug with its plate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..product_families import FAMILIES
from ..spec import ProductSpec
from .model import ProductPlan, SetPiece
from .pose import draw_pose
from .product import family_product
from .streams import TURN, chance, pick, uniform, weighed, whole

TOGETHER: tuple[tuple[str, ...], ...] = (
    ("mug", "vessel", "glassware", "cookware"),
    ("bottle", "glassware", "can"),
    ("carton", "can", "bottle", "dispenser"),
    ("shoe", "bag", "spectacles", "headphones", "garment"),
    ("chair", "table", "lamp", "plant", "cushion"),
)
"""Families whose members are sold together."""
_MORE = {1: 5.0, 2: 3.0, 3: 2.0, 5: 1.0}
"""How many pieces a set has besides the first, and how often."""


def with_set(spec: ProductSpec, product: ProductPlan, sample: str, rng: np.random.Generator) -> ProductPlan:
    """The product, in a share of the samples with further pieces.

    Pieces are copies of it, products of its family, or of families that go with it. `sample` is the number of sample
    and attempt.
    """
    if not chance(rng, spec.sets):
        return product
    count = weighed(rng, _MORE)
    families = _families(product, pick(rng, ("copies", "copies", "siblings", "families")))
    pieces = []
    for index in range(count):
        yaw = round(product.yaw_rad + uniform(rng, -0.4, 0.4), 6) if chance(rng, 0.5) else uniform(rng, 0.0, TURN)
        piece = replace(product, yaw_rad=yaw)
        if families:
            family, number = pick(rng, families), whole(rng, 0, 999_999_999)
            plan, poses = family_product(family, rng, f"{number}.{sample}.set{index}", yaw)
            piece = replace(plan, pose=draw_pose(rng, spec.lying, poses))
        pieces.append(SetPiece(piece, uniform(rng, 0.0, TURN), round(uniform(rng, 0.02, 0.5) ** 2, 6)))
    return replace(product, pieces=tuple(pieces))


def _families(product: ProductPlan, kind: str) -> tuple[str, ...]:
    """Families of the other pieces; empty for copies."""
    if product.family is None or kind == "copies":
        return ()
    if kind == "siblings":
        return (product.family,)
    along = {name for group in TOGETHER if product.family in group for name in group}
    # Nothing many times as large as the product.
    most = 2.0 * FAMILIES[product.family].longest_m[1]
    fitting = tuple(name for name in FAMILIES if name in along and FAMILIES[name].longest_m[1] <= most)
    return fitting or (product.family,)

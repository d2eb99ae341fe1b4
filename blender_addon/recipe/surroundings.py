"""Draws what stands around a product, from its own streams, so that no other part of a sample changes."""

from __future__ import annotations

import numpy as np

from ..product_families import FAMILIES, family_of
from ..spec import SurroundingsSpec
from .furniture import draw_piece
from .model import FurniturePlan, OccluderPlan, ProductPlan, SurroundingsPlan, ThingPlan
from .occluders import draw_occluder
from .product import family_product, library_product
from .sample_context import SampleContext
from .streams import HALF_TURN, Streams, chance, pick, uniform, whole
from .supports import draw_support

SMALL_M = 0.9
"""Families whose largest products are not longer than this stand on supports and beside small products."""
_THING_M = 2.4
"""Longest side of a library product beside another one."""
_AT_A_WALL = ("cupboard", "bookcase", "sofa", "frame")
_IN_A_ROOM = {
    "cupboard": 4,
    "bookcase": 4,
    "sofa": 3,
    "chair": 4,
    "table": 3,
    "plant": 3,
    "boxes": 3,
    "rug": 2,
    "frame": 3,
    "cable": 2,
}
"""Furniture and how often each is picked."""
OUTDOORS = {"chair": 3, "table": 2, "plant": 4, "boxes": 2}


def draw_surroundings(spec: SurroundingsSpec, sample: SampleContext, streams: Streams) -> SurroundingsPlan:
    """The surroundings of one sample.

    A share of samples stays plain: only the support is drawn. A paper sweep gets no surroundings.
    """
    plain = chance(streams("clutter"), spec.plain) or sample.place == "sweep"
    support = draw_support(spec, sample, _is_small(sample.product), streams("support"))
    occluder = None if sample.place == "sweep" else _occluder(spec, sample, streams("occluder"))
    if plain:
        things: tuple[ThingPlan, ...] = ()
        furniture: tuple[FurniturePlan, ...] = ()
    else:
        things = _things(spec, sample, streams("things"), streams)
        furniture = _furniture(spec, sample, streams("furniture"))
    return SurroundingsPlan(support, things, furniture, occluder)


def asset_ids(plan: SurroundingsPlan) -> dict[str, tuple[str, ...]]:
    """The ids of everything that may be visible, by kind: "product" for other products, "furniture" for the rest."""
    pieces = [each.piece.asset for each in plan.furniture]
    pieces += [each.piece.asset for each in (plan.support, plan.occluder) if each is not None]
    things = sorted({thing.product.asset for thing in plan.things})
    return {"product": tuple(things), "furniture": tuple(pieces)}


def _is_small(product: ProductPlan) -> bool:
    """Whether a product probably stands on tables rather than on the floor."""
    if product.family is not None:
        return family_of(product.family).longest_m[1] <= SMALL_M
    return product.longest_m is not None and product.longest_m <= 0.7


def _occluder(spec: SurroundingsSpec, sample: SampleContext, rng: np.random.Generator) -> OccluderPlan | None:
    if not chance(rng, spec.occluder):
        return None
    return draw_occluder(rng, f"{whole(rng, 0, 999_999_999)}.{sample.number}")


def _things(
    spec: SurroundingsSpec, sample: SampleContext, rng: np.random.Generator, streams: Streams
) -> tuple[ThingPlan, ...]:
    small = [family.name for family in FAMILIES.values() if family.longest_m[1] <= SMALL_M]
    count = whole(rng, *spec.other_products)
    others = [
        model
        for model in sample.models
        if model.id != sample.product.asset and (model.size_m is None or max(model.size_m) <= _THING_M)
    ]
    things = []
    for index in range(count):
        beside = chance(rng, 0.6)
        families = small if _is_small(sample.product) else list(FAMILIES) if beside else [*small, *FAMILIES]
        family, number = pick(rng, families), whole(rng, 0, 999_999_999)
        from_library, yaw = chance(rng, spec.library_share), uniform(rng, 0.0, 2 * HALF_TURN)
        own = streams(f"thing/{index}/{number}")
        if others and from_library:
            model = pick(own, others)
            product = library_product(model, own, own, (0.15, 0.5), yaw)
        else:
            product = family_product(family, own, f"{number}.{sample.number}.{index}", yaw)[0]
        things.append(
            ThingPlan(
                product=product,
                where="beside" if beside else "behind",
                across=uniform(rng, -1.05, 1.05),
                along=uniform(rng, 0.05, 0.95),
                # Behind and at the sides rather than in front, where it would hide the product.
                bearing_rad=round((1 if chance(rng, 0.5) else -1) * uniform(rng, 0.0, 1.0) ** 0.7 * 2.2, 6),
                gap=round(uniform(rng, 0.15, 1.0) ** 2, 6),
            )
        )
    return tuple(things)


def _furniture(spec: SurroundingsSpec, sample: SampleContext, rng: np.random.Generator) -> tuple[FurniturePlan, ...]:
    known = OUTDOORS if sample.place == "outdoor" else _IN_A_ROOM
    kinds = [kind for kind in known if kind in spec.furniture_kinds for _ in range(known[kind])]
    count = whole(rng, *spec.furniture)
    pieces = []
    for index in range(count if kinds else 0):
        kind, number = pick(rng, kinds), whole(rng, 0, 999_999_999)
        piece = draw_piece(kind, rng, f"{number}.{sample.number}.{index}")
        pieces.append(
            FurniturePlan(
                piece=piece,
                against_wall=sample.place != "outdoor" and (kind in _AT_A_WALL or chance(rng, 0.4)) and kind != "rug",
                across=uniform(rng, -1.15, 1.15),
                along=uniform(rng, 0.1, 0.95),
                turn_rad=uniform(rng, -HALF_TURN, HALF_TURN) if chance(rng, 0.5) else uniform(rng, -0.5, 0.5),
            )
        )
    return tuple(pieces)

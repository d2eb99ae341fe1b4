"""Draws the product of a sample, its size and its pose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..library.asset import Asset
from ..library.formats import METRIC
from ..spec import ProductSpec, Range
from .families import draw_family
from .finishes import plastic
from .model import ProductPlan
from .pose import draw_pose, poses_of_name
from .sizes import plausible_longest_m, plausible_range_m
from .streams import TURN, Streams, chance, pick, uniform, whole


def draw_product(spec: ProductSpec, streams: Streams, sample: str, models: list[Asset]) -> ProductPlan:
    """A model of the library or a product of a built-in family.

    Args:
        spec: What to draw from.
        streams: The sample's generators.
        sample: The sample and attempt.
        models: The library's products of the sample's split; empty: built-in families only.
    """
    rng, put_down = streams("product"), streams("pose")
    from_library = chance(rng, spec.library_share)
    yaw = uniform(rng, 0.0, TURN)
    number = whole(rng, 0, 999_999_999)
    family = pick(rng, spec.families)
    if models and from_library:
        model = pick(rng, models)
        plan = library_product(model, rng, streams("bare"), spec.longest_m, yaw)
        name = _name_of(model)
        has_unit = model.path is not None and model.path.suffix.lower() in METRIC
        return replace(
            plan,
            own_longest_m=plausible_range_m(name, model.category, spec.longest_m) if has_unit else None,
            pose=draw_pose(put_down, spec.lying, poses_of_name(name, model.category)),
        )
    # The number is part of the product's name: no two samples share a built-in product, so none is in two splits.
    plan, poses = family_product(family, streams(f"family/{family}/{number}"), f"{number}.{sample}", yaw)
    return replace(plan, pose=draw_pose(put_down, spec.lying, poses))


def library_product(
    model: Asset, rng: np.random.Generator, bare: np.random.Generator, longest_m: Range, yaw_rad: float
) -> ProductPlan:
    """A library's product, upright.

    Args:
        model: The product.
        rng: Draws its size, unless a catalogue has it.
        bare: Draws the material of parts without one.
        longest_m: Range of the longest side for a product whose name and category do not suggest a size.
        yaw_rad: Its rotation about the vertical.
    """
    drawn = plausible_longest_m(_name_of(model), model.category, rng, longest_m)
    return ProductPlan(
        model.id,
        model.category,
        None,
        materials={"default": plastic(bare)},
        longest_m=max(model.size_m) if model.size_m is not None else drawn,
        yaw_rad=yaw_rad,
        size_m=model.size_m,
        rotation=model.rotation,
    )


def family_product(
    family: str, rng: np.random.Generator, number: str, yaw_rad: float
) -> tuple[ProductPlan, tuple[str, ...]]:
    """A built-in product, upright, and its other poses; `number` makes it unique."""
    drawn = draw_family(family, rng)
    asset = f"shape/{family}#{number}"
    plan = ProductPlan(asset, drawn.category, family, drawn.parameters, drawn.materials, yaw_rad=yaw_rad)
    return plan, drawn.poses


def _name_of(model: Asset) -> str:
    """The name of a library's product, without its folders or its file."""
    return (model.part or model.id).rpartition("/")[2]

"""Which product a sample shows, how large it is, and how it is put down."""

from __future__ import annotations

from ..library.asset import Asset
from ..library.formats import METRIC
from ..spec import DatasetSpec
from .families import draw_family
from .finishes import plastic
from .model import ProductPlan
from .pose import draw_pose, poses_of_name
from .sizes import plausible_longest_m, plausible_range_m
from .streams import chance, pick, stream, uniform, whole

TURN = 6.283185


def draw_product(spec: DatasetSpec, sample: int, attempt: int, models: list[Asset]) -> ProductPlan:
    """A model of the library or a sibling of a built-in family.

    Args:
        spec: What to draw from.
        sample: The sample's id.
        attempt: Which try at it.
        models: The library's products of the sample's split; empty: built-in families only.
    """
    rng = stream(spec.seed, sample, attempt, "product")
    from_library = chance(rng, spec.product.library_share)
    yaw = uniform(rng, 0.0, TURN)
    number = whole(rng, 0, 999_999_999)
    family = pick(rng, spec.product.families)
    put_down = stream(spec.seed, sample, attempt, "pose")
    if models and from_library:
        model = pick(rng, models)
        name = (model.part or model.id).rpartition("/")[2]
        size = plausible_longest_m(name, model.category, rng, spec.product.longest_m)
        if model.size_m is not None:
            size = max(model.size_m)
        has_unit = model.path is not None and model.path.suffix.lower() in METRIC
        own = plausible_range_m(name, model.category, spec.product.longest_m) if has_unit else None
        bare = {
            "default": plastic(stream(spec.seed, sample, attempt, "bare"))
        }  # for parts that came without a material
        return ProductPlan(
            model.id,
            model.category,
            None,
            materials=bare,
            longest_m=size,
            own_longest_m=own,
            yaw_rad=yaw,
            pose=draw_pose(put_down, spec.product.lying, poses_of_name(name, model.category)),
            size_m=model.size_m,
            rotation=model.rotation,
        )
    # The number is part of the sibling's name: no two samples share a built-in product, so none is in two splits.
    asset = f"shape/{family}#{number}.{sample}.{attempt}"
    drawn = draw_family(family, stream(spec.seed, sample, attempt, f"family/{family}/{number}"))
    return ProductPlan(
        asset,
        drawn.category,
        family,
        drawn.parameters,
        drawn.materials,
        yaw_rad=yaw,
        pose=draw_pose(put_down, spec.product.lying, drawn.poses),
    )

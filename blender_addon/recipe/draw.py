"""draw(spec, library, id): draws the recipe of one sample, without Blender."""

from __future__ import annotations

from functools import partial

from ..library.asset import Library
from ..spec import DatasetSpec, LightSpec
from .camera import draw_camera
from .glowball import draw_glowball
from .light import LightPlace, draw_light, gains_of
from .model import DevelopPlan, OutdoorPlan, Recipe, RoomPlan
from .mood import MOODS
from .outdoor import open_sky
from .place import draw_kind, draw_place, lighter_ev
from .product import draw_product
from .sample_context import SampleContext
from .sets import with_set
from .split import assets_of_split, split_of_sample
from .streams import Streams, log_uniform, normal, pick, stream, uniform
from .studio import draw_studio
from .surroundings import asset_ids, draw_surroundings


def draw(spec: DatasetSpec, library: Library, sample: int, attempt: int = 0) -> Recipe:
    """The recipe of one attempt at a sample.

    Pure: the same spec, library, id and attempt give the same recipe on any machine. The attempt changes every
    component but the split.
    """
    split = split_of_sample(spec.split.shares(), spec.seed, sample)
    if spec.kind == "glowball":
        return draw_glowball(spec.seed, sample, attempt, split)
    of_split = partial(assets_of_split, seed=spec.seed, shares=spec.split.shares(), split=split)
    streams: Streams = partial(stream, spec.seed, sample, attempt)
    number = f"{sample}.{attempt}"
    models, hdris = of_split(library.products), of_split(library.hdris)

    product = draw_product(spec.product, streams, number, models)
    product = with_set(spec.product, product, number, streams("set"))
    kind = draw_kind(spec.place, streams("place"))
    room, textures = draw_place(kind, spec, streams, of_split(library.textures))
    opening = LightPlace(0, outdoors=True) if isinstance(room, OutdoorPlan) else LightPlace(len(room.windows))
    light = draw_light(spec.light, spec.mood, opening, streams, open_sky(hdris) if kind == "outdoor" else hdris)
    studio, studio_gains = draw_studio(spec.studio, streams("studio"), streams("flags"), product)
    around = SampleContext(number, product, room.kind, models)
    surroundings = draw_surroundings(spec.surroundings, around, streams)
    others = asset_ids(surroundings)
    return Recipe(
        id=sample,
        seed=spec.seed,
        attempt=attempt,
        split=split,
        kind=spec.kind,
        product=product,
        room=room,
        light=light,
        camera=draw_camera(spec.camera, streams("camera"), streams("body"), streams("framing")),
        studio=studio,
        room_develop=_draw_develop(spec.light, room, light.mood, streams),
        studio_develop=DevelopPlan(0.0, (1.0, 1.0, 1.0), 0.0, "srgb"),
        room_gains=gains_of(spec.light, streams("gains"), light),
        studio_gains=studio_gains,
        assets={
            "product": tuple(dict.fromkeys((*product.assets(), *others["product"]))),
            "furniture": others["furniture"],
            "hdri": (light.hdri,) if light.hdri else (),
            "texture": textures,
        },
        surroundings=surroundings,
    )


def _draw_develop(spec: LightSpec, room: RoomPlan | OutdoorPlan, mood_name: str, streams: Streams) -> DevelopPlan:
    """The camera's errors of exposure and white balance, and its metering."""
    rng, mood, tint = streams("develop"), MOODS[mood_name], spec.white_balance_error
    lighter = lighter_ev(room, streams("lighter"))
    return DevelopPlan(
        error_ev=round(uniform(rng, *spec.exposure_error_ev) - mood.error_ev + lighter, 6),
        white_balance=(round(2 ** normal(rng, tint), 6), 1.0, round(2 ** normal(rng, tint), 6)),
        curve=pick(rng, ("film", "film", "srgb")),
        adaptation=uniform(rng, 0.55, 1.0),
        product_weight=log_uniform(streams("metering"), *mood.product_weight),
    )

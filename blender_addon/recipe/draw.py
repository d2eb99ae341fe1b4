"""draw(spec, library, id): what one sample is, decided before Blender is asked for anything."""

from __future__ import annotations

import hashlib

from ..library.asset import Asset, Library
from ..library.deal import deal_splits
from ..spec import DatasetSpec, SplitSpec
from .camera import draw_camera
from .light import LightPlace, draw_light, gains_of
from .model import DevelopPlan, OutdoorPlan, Recipe, Split
from .mood import MOODS
from .outdoor import open_sky
from .place import draw_kind, draw_place, lighter_ev
from .product import draw_product
from .streams import log_uniform, normal, pick, stream, uniform
from .studio import draw_studio
from .surroundings import Around, asset_ids, draw_surroundings

GOLDEN = 0.6180339887498949


def split_of(split: SplitSpec, seed: int, sample: int) -> Split:
    """The split of a sample: a golden-ratio sequence over the ids, so that shares hold at any count, small ones too.

    Independent of the count: a dataset that grows keeps every sample where it was.
    """
    digest = hashlib.sha256(f"{seed}/split".encode()).digest()
    phase = int.from_bytes(digest[:6], "big") / 2**48
    share = (phase + sample * GOLDEN) % 1.0
    total = split.train + split.val + split.test
    if share < split.val / total:
        return "val"
    if share < (split.val + split.test) / total:
        return "test"
    return "train"


def draw(spec: DatasetSpec, library: Library, sample: int, attempt: int = 0) -> Recipe:
    """The recipe of one attempt at sample `sample`.

    Pure: the same spec, library, id and attempt give the same recipe on any machine. The attempt changes every
    component but the split.
    """
    split = split_of(spec.split, spec.seed, sample)
    shares = {"train": spec.split.train, "val": spec.split.val, "test": spec.split.test}

    def of_split(assets: tuple[Asset, ...]) -> list[Asset]:
        dealt = deal_splits(assets, spec.seed, shares)
        return [asset for asset in assets if dealt[asset.id] == split]

    product = draw_product(spec, sample, attempt, of_split(library.products))
    textures = of_split(library.textures)
    kind = draw_kind(spec.place, stream(spec.seed, sample, attempt, "place"))
    room, used_textures = draw_place(kind, spec, sample, attempt, textures)
    hdris = of_split(library.hdris)
    light = draw_light(
        spec.light,
        spec.mood,
        LightPlace(0, outdoors=True) if isinstance(room, OutdoorPlan) else LightPlace(len(room.windows)),
        lambda component: stream(spec.seed, sample, attempt, component),
        open_sky(hdris) if kind == "outdoor" else hdris,
    )
    camera = draw_camera(
        spec.camera, stream(spec.seed, sample, attempt, "camera"), stream(spec.seed, sample, attempt, "body")
    )
    rng = stream(spec.seed, sample, attempt, "develop")
    tint = spec.light.white_balance_error
    mood = MOODS[light.mood]
    lighter = lighter_ev(room, stream(spec.seed, sample, attempt, "lighter"))
    room_develop = DevelopPlan(
        error_ev=round(uniform(rng, *spec.light.exposure_error_ev) - mood.error_ev + lighter, 6),
        white_balance=(round(2 ** normal(rng, tint), 6), 1.0, round(2 ** normal(rng, tint), 6)),
        curve=pick(rng, ("film", "film", "srgb")),
        adaptation=uniform(rng, 0.55, 1.0),
        product_weight=log_uniform(stream(spec.seed, sample, attempt, "metering"), *mood.product_weight),
    )
    studio, studio_gains = draw_studio(
        spec.studio,
        stream(spec.seed, sample, attempt, "studio"),
        stream(spec.seed, sample, attempt, "flags"),
        product,
    )
    surroundings = draw_surroundings(
        spec.surroundings,
        Around(f"{sample}.{attempt}", product, room.kind, of_split(library.products)),
        lambda component: stream(spec.seed, sample, attempt, component),
    )
    around = asset_ids(surroundings)
    return Recipe(
        id=sample,
        seed=spec.seed,
        attempt=attempt,
        split=split,
        kind=spec.kind,
        product=product,
        room=room,
        light=light,
        camera=camera,
        studio=studio,
        room_develop=room_develop,
        studio_develop=DevelopPlan(0.0, (1.0, 1.0, 1.0), 0.0, "srgb"),
        room_gains=gains_of(spec.light, stream(spec.seed, sample, attempt, "gains"), light),
        studio_gains=studio_gains,
        assets={
            "product": (product.asset, *around["product"]),
            "furniture": around["furniture"],
            "hdri": (light.hdri,) if light.hdri else (),
            "texture": used_textures,
        },
        surroundings=surroundings,
    )

"""A dataset of balls, see `synthetic`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from synthetic import SIZE, SKIES, ball_sample

from blender_addon.dataset.header import Asked, close_dataset, open_dataset
from blender_addon.dataset.index import append_index, index_entry
from blender_addon.dataset.writer import write_sample
from blender_addon.library.asset import Asset, Library
from blender_addon.spec import DatasetSpec
from blender_addon.spec_toml import override, spec_to_dict

SPLITS = ("train", "val", "test")
HDRIS = tuple(Asset(s, "hdri", None, "", {}, "Ann", "CC0-1.0", "https://a.example") for s in SKIES.values())
SPARE = Asset("hdri/unused", "hdri", None)


def asked(library: Library | None = None, version: str = "4.5.15", **values: Any) -> Asked:
    """What `generate` was asked for; a key of the spec has __ for its dot."""
    spec = override(
        DatasetSpec(), {"count": 4, "resolution": SIZE} | {k.replace("__", "."): v for k, v in values.items()}
    )
    return Asked(spec_to_dict(spec), library or Library(hdris=(*HDRIS, SPARE)), version)


def ball_dataset(root: Path, count: int = 4) -> Path:
    """A closed dataset of balls."""
    open_dataset(root, asked())
    for i in range(count):
        files, recipe, sample = ball_sample(i, SPLITS[i % 3], f"shape/ball#{i}")
        write_sample(root, i, files, recipe, sample)
        append_index(root, index_entry(recipe))
    close_dataset(root)
    return root

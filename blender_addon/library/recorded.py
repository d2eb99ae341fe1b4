"""A library as a dataset was begun with it, whatever its folders hold today.

Assets are assigned to splits by rank among all of their kind. With another library the same asset could change sides,
so the ids that a dataset was begun with decide: what has gone keeps its place, and what has come is not used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .asset import Asset, AssetKind, Library

KINDS: dict[AssetKind, str] = {"product": "products", "hdri": "hdris", "texture": "textures"}
"""Fields of a library, by the kind of their assets."""


@dataclass(frozen=True)
class Recorded:
    """A library held to recorded ids."""

    library: Library
    """Assets of exactly those ids; one that has gone has no file."""
    gone: Mapping[AssetKind, tuple[str, ...]]
    """Ids that no asset at hand has."""
    new: Mapping[AssetKind, tuple[str, ...]]
    """Ids of assets at hand that are not recorded."""

    def all_gone(self) -> frozenset[str]:
        """Ids of every kind that no asset at hand has."""
        return frozenset(name for names in self.gone.values() for name in names)


def ids_of(library: Library) -> dict[AssetKind, list[str]]:
    """What is recorded of a library: its ids by kind, sorted."""
    return {kind: [asset.id for asset in getattr(library, field)] for kind, field in KINDS.items()}


def as_recorded(library: Library, ids: Mapping[AssetKind, Sequence[str]]) -> Recorded:
    """The library held to the recorded ids; kinds of which nothing is recorded stay as they are."""
    kept: dict[str, tuple[Asset, ...]] = {}
    gone: dict[AssetKind, tuple[str, ...]] = {}
    new: dict[AssetKind, tuple[str, ...]] = {}
    for kind, field in KINDS.items():
        if kind not in ids:
            continue
        there = {asset.id: asset for asset in getattr(library, field)}
        kept[field] = tuple(there.get(name) or Asset(name, kind, None) for name in sorted(ids[kind]))
        gone[kind] = tuple(sorted(set(ids[kind]) - set(there)))
        new[kind] = tuple(sorted(set(there) - set(ids[kind])))
    return Recorded(replace(library, **kept), gone, new)

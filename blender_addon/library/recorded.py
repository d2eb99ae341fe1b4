"""The library with which a dataset was started, whatever its folders hold today.

An asset's split depends on its rank among all assets of its kind. With another library an asset could change its
split. So the recorded ids decide: missing assets keep their rank, and new ones are not used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .asset import Asset, AssetKind, Library

KINDS: dict[AssetKind, str] = {"product": "products", "hdri": "hdris", "texture": "textures"}
"""Fields of a library, by the kind of their assets."""


@dataclass(frozen=True)
class Recorded:
    """A library restricted to recorded ids."""

    library: Library
    """Assets with exactly those ids; missing ones have no file."""
    gone: Mapping[AssetKind, tuple[str, ...]]
    """Recorded ids without an asset."""
    new: Mapping[AssetKind, tuple[str, ...]]
    """Ids of assets that are not recorded."""

    def all_gone(self) -> frozenset[str]:
        """Recorded ids of all kinds without an asset."""
        return frozenset(name for names in self.gone.values() for name in names)


def ids_of(library: Library) -> dict[AssetKind, list[str]]:
    """The record of a library: its ids by kind, sorted."""
    return {kind: [asset.id for asset in getattr(library, field)] for kind, field in KINDS.items()}


def as_recorded(library: Library, ids: Mapping[AssetKind, Sequence[str]]) -> Recorded:
    """The library restricted to the recorded ids. Kinds without a record stay as they are."""
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

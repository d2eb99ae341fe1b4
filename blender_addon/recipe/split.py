"""Assigns samples and assets to splits, so that no asset is in both training and testing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from ..library.asset import Asset
from ..spec import SPLITS, Split

_GOLDEN = 0.6180339887498949


def split_of_sample(shares: Mapping[Split, float], seed: int, sample: int) -> Split:
    """The split of a sample: a golden-ratio sequence over the ids, so that shares hold at any count.

    It does not depend on the count, so samples keep their split when a dataset grows.

    Args:
        shares: Share of each split, none negative; scaled to sum to one.
        seed: The dataset's seed.
        sample: The sample's id.
    """
    digest = hashlib.sha256(f"{seed}/split".encode()).digest()
    phase = int.from_bytes(digest[:6], "big") / 2**48
    place = (phase + sample * _GOLDEN) % 1.0
    total = shares["train"] + shares["val"] + shares["test"]
    if place < shares["val"] / total:
        return "val"
    if place < (shares["val"] + shares["test"]) / total:
        return "test"
    return "train"


def assign_to_splits(assets: Iterable[Asset], seed: int, shares: Mapping[Split, float]) -> dict[str, Split]:
    """The split of each asset, by asset id.

    Assets are ranked by SHA-256 of seed and id. The ranking is cut into runs by largest remainder (Hamilton). Every
    split with a share gets at least one asset where there are enough, train first. Nothing but ids, seed and shares
    decides.

    Args:
        assets: Assets of one kind, or any that share their splits; order and paths do not matter.
        seed: The dataset's seed.
        shares: Share of each split, none negative; scaled to sum to one.

    Raises:
        ValueError: No share is above zero, or a split has another name.
    """
    splits = [split for split in SPLITS if shares.get(split, 0) > 0]
    if not splits or set(shares) - set(SPLITS):
        raise ValueError(f"shares {dict(shares)}: expected a share above 0 for some of {', '.join(SPLITS)}")
    ids = sorted({asset.id for asset in assets}, key=lambda name: _rank(seed, name))
    counts = _counts(len(ids), [shares[split] for split in splits])
    assigned: dict[str, Split] = {}
    start = 0
    for split, count in zip(splits, counts, strict=True):
        assigned.update(dict.fromkeys(ids[start : start + count], split))
        start += count
    return assigned


def assets_of_split(assets: tuple[Asset, ...], seed: int, shares: Mapping[Split, float], split: Split) -> list[Asset]:
    """The assets of a split, in their order; other arguments as in `assign_to_splits`."""
    assigned = assign_to_splits(assets, seed, shares)
    return [asset for asset in assets if assigned[asset.id] == split]


def _rank(seed: int, name: str) -> bytes:
    return hashlib.sha256(f"{seed}/{name}".encode()).digest()


def _counts(total: int, shares: list[float]) -> list[int]:
    """How many of `total` each share gets. The sum is `total`, and each gets at least one if there are enough."""
    if total <= len(shares):
        return [1 if index < total else 0 for index in range(len(shares))]
    quotas = [total * share / sum(shares) for share in shares]
    counts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(shares)), key=lambda i: (counts[i] - quotas[i], i))
    for index in by_remainder[: total - sum(counts)]:
        counts[index] += 1
    for index, count in enumerate(counts):
        if count == 0:
            counts[counts.index(max(counts))] -= 1
            counts[index] = 1
    return counts

"""Assets dealt to splits, so that no asset is seen in training and in testing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from .asset import Asset

ORDER = ("train", "val", "test")
"""Which split gets an asset first where there are too few for all."""


def deal_splits(assets: Iterable[Asset], seed: int, shares: Mapping[str, float]) -> dict[str, str]:
    """Which split each asset belongs to, by asset id.

    Assets are ranked by SHA-256 of seed and id, and cut into runs by largest remainder (Hamilton); every
    split with a share gets one at least where there are enough, train first. Nothing but ids, seed and shares
    decides.

    Args:
        assets: Assets of one kind, or any that share their splits; order and paths do not matter.
        seed: The dataset's seed.
        shares: Share of each split, none negative; scaled to sum to one. Keys are among `ORDER`.

    Raises:
        ValueError: No share above zero, or a split of another name.
    """
    splits = [split for split in ORDER if shares.get(split, 0) > 0]
    if not splits or set(shares) - set(ORDER):
        raise ValueError(f"shares {dict(shares)}: expected a share above 0 for some of {', '.join(ORDER)}")
    ids = sorted({asset.id for asset in assets}, key=lambda name: _rank(seed, name))
    counts = _counts(len(ids), [shares[split] for split in splits])
    dealt: dict[str, str] = {}
    start = 0
    for split, count in zip(splits, counts, strict=True):
        dealt.update(dict.fromkeys(ids[start : start + count], split))
        start += count
    return dealt


def _rank(seed: int, name: str) -> bytes:
    return hashlib.sha256(f"{seed}/{name}".encode()).digest()


def _counts(total: int, shares: list[float]) -> list[int]:
    """How many of `total` each share gets; the sum is `total`, and nobody goes empty-handed before `total`
    runs out.
    """
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

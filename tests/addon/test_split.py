"""Samples and assets assigned to splits."""

from __future__ import annotations

from collections import Counter

import pytest

from blender_addon.library.asset import Asset
from blender_addon.recipe.split import assign_to_splits, split_of_sample

SHARES = {"train": 0.8, "val": 0.1, "test": 0.1}


def _assets(count: int) -> list[Asset]:
    return [Asset(f"model/{i}", "product", None) for i in range(count)]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, (0, 0, 0)),
        (1, (1, 0, 0)),
        (2, (1, 1, 0)),
        (3, (1, 1, 1)),
        (8, (6, 1, 1)),  # quotas 6.4, 0.8, 0.8
        (10, (8, 1, 1)),
        (14, (11, 2, 1)),  # quotas 11.2, 1.4, 1.4: one left over, and val comes before test
        (100, (80, 10, 10)),
    ],
)
def test_assigned_by_largest_remainder(count: int, expected: tuple[int, int, int]) -> None:
    assigned = list(assign_to_splits(_assets(count), 7, SHARES).values())
    assert (assigned.count("train"), assigned.count("val"), assigned.count("test")) == expected


def test_assignment_depends_on_ids_and_seed_alone() -> None:
    assets = _assets(40)
    assert assign_to_splits(assets, 7, SHARES) == assign_to_splits(assets[::-1], 7, SHARES)
    assert assign_to_splits(assets, 7, SHARES) != assign_to_splits(assets, 8, SHARES)
    # `printf 0/model/5 | sha256sum` and so on: 5 and 8 rank last. A change moves assets of every dataset
    # there is.
    assert [i for i, s in assign_to_splits(_assets(10), 0, SHARES).items() if s != "train"] == [
        "model/5",
        "model/8",
    ]


def test_a_split_without_a_share_gets_nothing() -> None:
    assert set(assign_to_splits(_assets(5), 0, {"train": 0.0, "val": 0.5, "test": 0.5}).values()) == {
        "val",
        "test",
    }
    assert set(assign_to_splits(_assets(5), 0, {"train": 0.999, "val": 0.0005, "test": 0.0005}).values()) == set(SHARES)
    with pytest.raises(ValueError, match="expected a share above 0"):
        assign_to_splits(_assets(5), 0, {"train": 0.0})


@pytest.mark.parametrize("count", [20, 72, 500])
def test_shares_hold_at_small_counts_and_samples_keep_their_split(count: int) -> None:
    found = Counter(split_of_sample(SHARES, 5, sample) for sample in range(count))
    assert abs(found["val"] - 0.1 * count) <= 1.5
    assert abs(found["test"] - 0.1 * count) <= 1.5

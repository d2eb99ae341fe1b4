"""Order and chance of training samples: each epoch's own, whatever the workers."""

from typing import Any

import torch
from torch.utils.data import DataLoader, Dataset, RandomSampler, WeightedRandomSampler

from trainlib.data.order import EpochOrder, Trained, by_epoch
from trainlib.data.workers import usual_workers


class Chance(Dataset[dict[str, Any]]):
    """Eight samples that tell their index and what they drew."""

    def __len__(self) -> int:
        return 8

    def __getitem__(self, index: int) -> dict[str, Any]:
        return {"index": index, "drawn": torch.rand(())}


def epochs(workers: int, count: int) -> list[list[tuple[int, float]]]:
    plain = DataLoader(Chance(), 4, True, num_workers=workers, persistent_workers=workers > 0)
    loader = by_epoch(plain, None, Trained())
    return [
        [pair for batch in loader for pair in zip(batch["index"].tolist(), batch["drawn"].tolist(), strict=True)]
        for _ in range(count)
    ]


def test_order_and_chance_hang_on_seed_and_epoch_alone(monkeypatch: Any) -> None:
    monkeypatch.setenv("PL_GLOBAL_SEED", "3")
    torch.manual_seed(1)
    one = epochs(0, 3)
    torch.manual_seed(2)
    before = torch.random.get_rng_state()
    assert epochs(2, 3) == one, "workers change nothing, nor does what was drawn before"
    assert sorted(index for index, _ in one[0]) == list(range(8))
    assert one[0] != one[1]
    assert len({drawn for epoch in one for _, drawn in epoch}) == 24
    torch.random.set_rng_state(before)
    assert next(iter(by_epoch(DataLoader(Chance(), 8, True), None, Trained())))["index"].shape == (8,)
    monkeypatch.setenv("PL_GLOBAL_SEED", "4")
    assert epochs(0, 1)[0] != one[0]


def test_processes_share_an_epoch_out() -> None:
    """Together they see, batch for batch and seed for seed, what one process sees; none sees what another does."""
    samplers = {
        "shuffled": lambda: RandomSampler(range(11)),
        "weighted": lambda: WeightedRandomSampler([1.0, 5.0, 2.0], 11),
    }
    for kind, make in samplers.items():
        alone = list(EpochOrder(make(), 3, 5))
        assert len(alone) == 11
        orders = [EpochOrder(make(), 3, 5, 2, rank) for rank in range(2)]
        shares = [list(order) for order in orders]
        assert [len(order) for order in orders] == [5, 5], "the eleventh has no partner"
        assert [pair for both in zip(*shares, strict=True) for pair in both] == alone[:10], kind
        assert [order.epoch for order in orders] == [6, 6]
        if kind == "shuffled":
            assert not {index for index, _ in shares[0]} & {index for index, _ in shares[1]}


def test_loading_leaves_few_cores_to_the_network() -> None:
    assert [usual_workers(cores, False) for cores in (1, 2, 3, 4, 16)] == [0, 0, 2, 3, 4]
    assert [usual_workers(cores, True) for cores in (1, 2, 3, 16)] == [1, 1, 2, 4]

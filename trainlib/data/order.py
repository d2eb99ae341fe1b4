"""The order and the chance of training samples: of each epoch its own, whatever was drawn before."""

import os
from collections.abc import Iterator
from typing import Any

import torch
from lightning.pytorch import Trainer
from torch.utils.data import DataLoader, Dataset, Sampler

# What Lightning's seed_everything leaves for others to find.
SEED = "PL_GLOBAL_SEED"


def mix(*numbers: int) -> int:
    """One seed of 63 bits for some numbers; others give another (FNV-1a on their digits)."""
    value = 0xCBF29CE484222325
    for byte in ",".join(map(str, numbers)).encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value % 2**63


class EpochOrder(Sampler[tuple[int, int]]):
    """Another sampler's order, drawn anew for each epoch from seed and epoch, and with each index a seed of its own.

    Args:
        sampler: `RandomSampler`, `WeightedRandomSampler` or another that draws from its `generator`.
        seed: the run's.
        epoch: the first epoch; it goes on by one each time, or is set as Lightning does.
    """

    def __init__(self, sampler: Sampler[int], seed: int, epoch: int) -> None:
        self.sampler = sampler
        self.seed = seed
        self.epoch = epoch

    def set_epoch(self, epoch: int) -> None:
        """Draw for this epoch next."""
        self.epoch = epoch

    def __len__(self) -> int:
        return len(self.sampler)  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        epoch = self.epoch
        self.epoch += 1
        self.sampler.generator = torch.Generator().manual_seed(mix(self.seed, epoch))  # type: ignore[attr-defined]
        for place, index in enumerate(self.sampler):
            yield index, mix(self.seed, epoch, place)


class Seeded(Dataset[dict[str, Any]]):
    """Samples that draw all their chance from the seed that comes with their index, in whatever process."""

    def __init__(self, samples: Dataset[dict[str, Any]]) -> None:
        self.samples = samples

    def __len__(self) -> int:
        return len(self.samples)  # type: ignore[arg-type]

    def __getitem__(self, place: int | tuple[int, int]) -> dict[str, Any]:
        # On several GPUs Lightning puts a sampler of its own in place, which gives indices alone.
        if isinstance(place, int):
            return self.samples[place]
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(place[1])
            return self.samples[place[0]]


def by_epoch(loader: DataLoader[dict[str, Any]], trainer: Trainer | None) -> DataLoader[dict[str, Any]]:
    """A training loader whose order and chance depend on seed and epoch alone, so that a resume is exact.

    Args:
        loader: the loader as it would be without.
        trainer: who trains, at which epoch it is; None begins at epoch 0.
    """
    seed = int(os.environ.get(SEED) or torch.initial_seed())
    # Workers fetch before Lightning sets the epoch: after a resume the batches that were trained tell it.
    trained = 0 if trainer is None else trainer.fit_loop.epoch_loop.total_batch_idx + 1
    epoch = trained // max(1, len(loader))
    return DataLoader(
        Seeded(loader.dataset),
        loader.batch_size,
        sampler=EpochOrder(loader.sampler, seed, epoch),  # type: ignore[arg-type]
        num_workers=loader.num_workers,
        drop_last=loader.drop_last,
        pin_memory=loader.pin_memory,
        persistent_workers=loader.persistent_workers,
        worker_init_fn=loader.worker_init_fn,
    )

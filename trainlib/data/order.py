"""The order and the chance of training samples: of each epoch its own, shared out among the processes of a run."""

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Self

import torch
from lightning.pytorch import Trainer
from torch.utils.data import DataLoader, Dataset, DistributedSampler, Sampler

from trainlib.data.contract import Batch
from trainlib.records.dataset import DatasetError

# What Lightning's seed_everything leaves for others to find.
SEED = "PL_GLOBAL_SEED"


def mix(*numbers: int) -> int:
    """One seed of 63 bits for some numbers; others give another (FNV-1a on their digits)."""
    value = 0xCBF29CE484222325
    for byte in ",".join(map(str, numbers)).encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value % 2**63


@dataclass(frozen=True)
class Trained:
    """How far a run had come when its checkpoint was written.

    Attributes:
        batches: so many were trained in all.
        begun: so many of them in an epoch that was not at its end.
    """

    batches: int = 0
    begun: int = 0

    @classmethod
    def by(cls, trainer: Trainer) -> Self:
        """How far a trainer has come."""
        progress = trainer.fit_loop.epoch_loop.batch_progress
        return cls(progress.total.completed, 0 if progress.is_last_batch else progress.current.completed)

    def to_plain(self) -> dict[str, int]:
        """As a checkpoint keeps it."""
        return asdict(self)


class EpochOrder(DistributedSampler[tuple[int, int]]):
    """Another sampler's order, drawn anew for each epoch from seed and epoch, and with each index a seed of its own.

    Every process draws the whole order and takes each `processes`-th place of it, so that their batches together are
    those of one process with larger batches. What is left at the end, fewer places than processes, is dropped.
    Lightning leaves the order alone because it is a `DistributedSampler`.

    Args:
        sampler: `RandomSampler`, `WeightedRandomSampler` or another that draws from its `generator`.
        seed: the run's.
        epoch: the first epoch; it goes on by one each time, or is set as Lightning does.
        processes: how many train together.
        rank: which of them this is.
    """

    def __init__(self, sampler: Sampler[int], seed: int, epoch: int, processes: int = 1, rank: int = 0) -> None:
        super().__init__(sampler, processes, rank, seed=seed, drop_last=True)  # type: ignore[arg-type]
        self.sampler = sampler
        self.epoch = epoch
        self.begun = 0

    def resume_at(self, epoch: int, begun: int) -> None:
        """Begin at an epoch, of which so many of this process's places were seen before the run was stopped."""
        self.set_epoch(epoch)
        self.begun = begun

    def __iter__(self) -> Iterator[tuple[int, int]]:  # type: ignore[override]
        epoch, first = self.epoch, self.begun * self.num_replicas
        self.epoch, self.begun = epoch + 1, 0
        self.sampler.generator = torch.Generator().manual_seed(mix(self.seed, epoch))  # type: ignore[attr-defined]
        for place, index in enumerate(self.sampler):
            if first <= place < self.total_size and place % self.num_replicas == self.rank:
                yield index, mix(self.seed, epoch, place)


class Seeded(Dataset[Batch]):
    """Samples that draw all their chance from the seed that comes with their index, in whatever process."""

    def __init__(self, samples: Dataset[Batch]) -> None:
        self.samples = samples

    def __len__(self) -> int:
        return len(self.samples)  # type: ignore[arg-type]

    def __getitem__(self, place: int | tuple[int, int]) -> Batch:
        # Where trainer.overfit_batches is set, Lightning puts a sampler of its own in place, which gives indices alone.
        if isinstance(place, int):
            return self.samples[place]
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(place[1])
            return self.samples[place[0]]


def by_epoch(loader: DataLoader[Batch], trainer: Trainer | None, trained: Trained) -> DataLoader[Batch]:
    """A training loader whose order and random draws depend on seed and epoch alone, so that a resume is exact.

    Only whole batches are given where there are enough samples for one.

    Args:
        loader: the loader as it would be without.
        trainer: who trains, and in how many processes; None is one process.
        trained: how far training had come.

    Raises:
        DatasetError: where there are fewer samples than processes.
    """
    processes, rank = (1, 0) if trainer is None else (trainer.world_size, trainer.global_rank)
    given = os.environ.get(SEED)
    seed = int(given) if given else torch.initial_seed()
    if trainer is not None and processes > 1:
        seed = trainer.strategy.broadcast(seed)  # without a seed each process has begun with its own
    order = EpochOrder(loader.sampler, seed, 0, processes, rank)  # type: ignore[arg-type]
    if not len(order):
        raise DatasetError(
            f"{len(loader.sampler)} training samples are too few for {processes} devices; "  # type: ignore[arg-type]
            f"lower --trainer.devices"
        )
    shared = DataLoader(
        Seeded(loader.dataset),
        loader.batch_size,
        sampler=order,  # type: ignore[arg-type]
        num_workers=loader.num_workers,
        drop_last=len(order) >= (loader.batch_size or 1),
        pin_memory=loader.pin_memory,
        persistent_workers=loader.persistent_workers,
        worker_init_fn=loader.worker_init_fn,
        collate_fn=loader.collate_fn,
    )
    if trainer is not None:
        # Lightning builds loaders, and has their workers fetch, before it sets the epoch or knows of a resume's; and it
        # counts on from where an epoch was left, but leaves out no batch.
        order.resume_at(trained.batches // _batches_of(trainer, len(shared)), trained.begun * (loader.batch_size or 1))
    return shared


def _batches_of(trainer: Trainer, all_of_them: int) -> int:
    """How many batches of a loader an epoch takes, as the trainer's limit_train_batches says; at least one."""
    limit = trainer.limit_train_batches
    return max(1, min(limit, all_of_them) if isinstance(limit, int) else int(limit * all_of_them))


def count_fresh(trainer: Trainer, loader: Any, index: int, count: int) -> int:
    """How many samples of a batch of val or test were not measured by another process.

    On several devices Lightning repeats the first samples at the end, so that each device has as many as the others.

    Args:
        trainer: who measures, in how many processes.
        loader: the loader of val or test, as Lightning has changed it.
        index: the batch's number.
        count: how many samples it has.
    """
    if trainer.world_size == 1 or not isinstance(getattr(loader, "sampler", None), DistributedSampler):
        return count
    own = -(-(len(loader.dataset) - trainer.global_rank) // trainer.world_size)
    return max(0, min(count, own - index * int(loader.batch_size)))

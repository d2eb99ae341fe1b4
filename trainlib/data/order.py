"""The order and the random seeds of training samples, for each epoch, divided among the processes of a run."""

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Self

import torch
from lightning.pytorch import Trainer
from torch.utils.data import DataLoader, Dataset, DistributedSampler, Sampler

from trainlib.data.contract import Batch
from trainlib.records.dataset import DatasetError

# Where Lightning's seed_everything stores the seed.
SEED = "PL_GLOBAL_SEED"


def mix(*numbers: int) -> int:
    """A seed of 63 bits from some numbers (FNV-1a on their digits)."""
    value = 0xCBF29CE484222325
    for byte in ",".join(map(str, numbers)).encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value % 2**63


@dataclass(frozen=True)
class Trained:
    """The progress of a run when its checkpoint was written.

    Attributes:
        batches: how many were trained in all.
        begun: how many of them in an unfinished epoch.
    """

    batches: int = 0
    begun: int = 0

    @classmethod
    def by(cls, trainer: Trainer) -> Self:
        """The progress of a trainer."""
        progress = trainer.fit_loop.epoch_loop.batch_progress
        return cls(progress.total.completed, 0 if progress.is_last_batch else progress.current.completed)

    def to_plain(self) -> dict[str, int]:
        """Plain data for a checkpoint."""
        return asdict(self)


class EpochOrder(DistributedSampler[tuple[int, int]]):
    """Another sampler's order, drawn for each epoch from seed and epoch; each index comes with its own seed.

    Every process draws the whole order and takes every `processes`-th index. So their batches together are those of one
    process with larger batches. A remainder of fewer indices than processes is dropped. Lightning does not replace this
    sampler because it is a `DistributedSampler`.

    Args:
        sampler: `RandomSampler`, `WeightedRandomSampler` or another that draws from its `generator`.
        seed: the run's.
        epoch: the first epoch; it grows by one each time, or is set by Lightning.
        processes: how many train together.
        rank: which of them this is.
    """

    def __init__(self, sampler: Sampler[int], seed: int, epoch: int, processes: int = 1, rank: int = 0) -> None:
        super().__init__(sampler, processes, rank, seed=seed, drop_last=True)  # type: ignore[arg-type]
        self.sampler = sampler
        self.epoch = epoch
        self.begun = 0

    def resume_at(self, epoch: int, begun: int) -> None:
        """Start at an epoch after `begun` indices of this process, which were seen before the run was stopped."""
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
    """Samples whose random draws follow from the seed that comes with their index, in any process."""

    def __init__(self, samples: Dataset[Batch]) -> None:
        self.samples = samples

    def __len__(self) -> int:
        return len(self.samples)  # type: ignore[arg-type]

    def __getitem__(self, place: int | tuple[int, int]) -> Batch:
        # With trainer.overfit_batches Lightning uses its own sampler, which gives indices without seeds.
        if isinstance(place, int):
            return self.samples[place]
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(place[1])
            return self.samples[place[0]]


def by_epoch(loader: DataLoader[Batch], trainer: Trainer | None, trained: Trained) -> DataLoader[Batch]:
    """A training loader whose order and random draws depend only on seed and epoch, so that a resume is exact.

    An incomplete last batch is dropped, unless it is the only one.

    Args:
        loader: the loader to wrap.
        trainer: tells how many processes train; None is one process.
        trained: the progress of training.

    Raises:
        DatasetError: there are fewer samples than processes.
    """
    processes, rank = (1, 0) if trainer is None else (trainer.world_size, trainer.global_rank)
    given = os.environ.get(SEED)
    seed = int(given) if given else torch.initial_seed()
    if trainer is not None and processes > 1:
        seed = trainer.strategy.broadcast(seed)  # without a seed each process has started with its own
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
        # Lightning builds loaders, whose workers start to fetch, before it sets the epoch. After a resume within an
        # epoch it continues the count of batches, but skips none.
        order.resume_at(trained.batches // _batches_of(trainer, len(shared)), trained.begun * (loader.batch_size or 1))
    return shared


def _batches_of(trainer: Trainer, all_of_them: int) -> int:
    """How many batches of a loader an epoch takes, by the trainer's limit_train_batches; at least one."""
    limit = trainer.limit_train_batches
    return max(1, min(limit, all_of_them) if isinstance(limit, int) else int(limit * all_of_them))


def count_fresh(trainer: Trainer, loader: Any, index: int, count: int) -> int:
    """How many samples of a val or test batch no other process measures.

    On several devices Lightning repeats the first samples at the end, so that each device has as many as the others.

    Args:
        trainer: tells how many processes measure.
        loader: the loader of val or test, as changed by Lightning.
        index: the batch's number.
        count: how many samples it has.
    """
    if trainer.world_size == 1 or not isinstance(getattr(loader, "sampler", None), DistributedSampler):
        return count
    own = -(-(len(loader.dataset) - trainer.global_rank) // trainer.world_size)
    return max(0, min(count, own - index * int(loader.batch_size)))

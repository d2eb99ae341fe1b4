"""Does loading hold training up: images a second through the data module, against tensors already in memory.

    .venv/bin/python bench/loading.py --dataset DIR [--tasks cutout relight multitask pix2pix] [--sizes 256 512]
        [--device cpu] [--steps 10] [--turns 3] [--workers N] [--batch 8] [--samples 64] [--relight-on loader]
        [--cache DIR] [--markdown FILE]

Each task is trained as its shipped config says, by the real trainer: some steps on batches from the loader, then as
many on batches that lie in the device's memory, and so on in turn, so that drift of the machine meets both. With
workers the first steps of a turn are not counted, which empty or fill the queue of batches. Without, a turn may be one
step (--steps 1 --turns 40), so that hardly anything drifts within a pair. The first turn of all never counts.
Nothing else should run beside it.

ratio: images a second from the loader over those from memory, the median of all turns (its quartiles).
waiting: the share of the time of steps from the loader that the training process spent asking for a batch. A GPU
works on while the process asks, so that its own share is at most that.
loader, ms: time of a core for one sample in one process, without the way to the training process.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch
import yaml
from lightning.pytorch import Trainer, seed_everything

from trainlib import tasks
from trainlib.data.datamodule import PackshotDataModule
from trainlib.models import NetworkConfig
from trainlib.process.memory import keep_freed_memory
from trainlib.records.dataset import open_dataset
from trainlib.training.devices import choose_precision

CONFIGS = Path(tasks.__file__).parents[1] / "configs"
TASKS = ("cutout", "relight", "multitask", "pix2pix")
KINDS = ("loader", "memory")
IN_MEMORY = 4
PREFETCH = 2  # batches a worker loads ahead, as PyTorch has it


class Turns:
    """Batches of a loader and of memory in turn, and how long each took, asking included."""

    def __init__(self, loader: Any, memory: list[Any], turns: int, steps: int, settle: int, device: str) -> None:
        self.loader, self.memory = loader, memory
        self.turns, self.steps, self.settle, self.device = turns, steps, settle, device
        self.seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
        self.waited: dict[str, float] = dict.fromkeys(KINDS, 0.0)

    def __len__(self) -> int:
        return (1 + self.turns) * len(KINDS) * (self.steps + self.settle) + 1

    def __iter__(self) -> Iterator[Any]:
        sources = {"loader": self.loaded(), "memory": cycle(self.memory)}
        for turn in range(1 + self.turns):
            if turn == 1:
                self.seconds = {kind: [] for kind in KINDS}
                self.waited = dict.fromkeys(KINDS, 0.0)
            for kind in KINDS:
                start = 0.0
                for step in range(self.settle + self.steps):
                    if step == self.settle:
                        start = self.now()
                    asked = time.perf_counter()
                    batch = next(sources[kind])
                    self.waited[kind] += (time.perf_counter() - asked) * (step >= self.settle)
                    yield batch
                self.seconds[kind].append(self.now() - start)
        yield self.memory[0]  # so that the trainer comes back after the last step that counts

    def loaded(self) -> Iterator[Any]:
        """The loader's batches, epoch after epoch."""
        while True:
            yield from self.loader

    def now(self) -> float:
        """The time when all that the device was asked for is done."""
        if self.device == "cuda":
            torch.cuda.synchronize()
        return time.perf_counter()


class InTurns(PackshotDataModule):
    """The real data, beside some batches of the same that stay on the device."""

    def __init__(self, options: argparse.Namespace, **settings: Any) -> None:
        super().__init__(**settings)
        self.options = options
        self.turns: Turns | None = None

    def train_dataloader(self) -> Any:
        loader = super().train_dataloader()
        device = torch.device(self.options.device)
        memory = []
        for batch in islice(iter(loader), IN_MEMORY):
            moved = self.transfer_batch_to_device(batch, device, 0)
            memory.append(self.on_after_batch_transfer(moved, 0))
        settle = PREFETCH * self.num_workers + 1 if self.num_workers else 0
        self.turns = Turns(loader, memory, self.options.turns, self.options.steps, settle, self.options.device)
        return self.turns


def task_of(config: dict[str, Any]) -> Any:
    """The task of a shipped config, from scratch: pretrained weights cost no time in a step."""
    arguments = dict(config["model"]["init_args"])
    arguments["network"] = NetworkConfig(**arguments["network"] | {"encoder_weights": None})
    arguments["optimisation"] = tasks.Optimisation(**arguments.get("optimisation", {}))
    return getattr(tasks, config["model"]["class_path"])(**arguments)


def decode(root: Path, cache: str, samples: int, workers: int) -> None:
    """Fill the cache, so that nothing is decoded while the time is taken."""
    data = PackshotDataModule(
        str(root), 32, 1, workers, relight=1.0, augment="none", cache_dir=cache, max_samples=samples, repeat=1
    )
    data.setup("fit")
    for _ in data.train_dataloader():
        pass


def core_ms(data: PackshotDataModule, count: int) -> float:
    """Milliseconds of a core for one sample, in this process."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    samples: Any = data.sets["train"]
    for index in range(min(8, len(samples))):
        samples[index]
    start = time.thread_time()
    for index in range(count):
        samples[index % len(samples)]
    spent = time.thread_time() - start
    torch.set_num_threads(threads)
    return 1000 * spent / count


def measure(task_name: str, size: int, root: Path, cache: str, samples: int, options: argparse.Namespace) -> str:
    """A line of the table."""
    config = yaml.safe_load((CONFIGS / f"{task_name}.yaml").read_text(encoding="utf-8"))
    seed_everything(1, verbose=False)
    settings = {key: config["data"]["init_args"][key] for key in ("relight", "augment")}
    if options.relight_on != "loader":
        settings["relight_on"] = options.relight_on
    steps = 2 * (1 + options.turns) * (options.steps + 16 + PREFETCH * (options.workers or 4))
    data = InTurns(
        options,
        root=str(root),
        size=size,
        batch_size=options.batch,
        num_workers=options.workers,
        cache_dir=cache,
        max_samples=samples,
        repeat=max(1, steps * options.batch // samples + 1),  # one epoch: a new one begins with an empty queue
        **settings,
    )
    trainer = Trainer(
        accelerator=options.device,
        devices=1,
        max_epochs=1,
        limit_val_batches=0,
        precision=choose_precision(options.device),  # type: ignore[arg-type]
        gradient_clip_val=config["trainer"].get("gradient_clip_val"),
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(task_of(config), data)
    turns = data.turns
    assert turns is not None
    images = options.steps * options.batch
    ratios = [memory / loader for loader, memory in zip(turns.seconds["loader"], turns.seconds["memory"], strict=True)]
    rates = {kind: images / statistics.median(turns.seconds[kind]) for kind in KINDS}
    waiting = 100 * turns.waited["loader"] / sum(turns.seconds["loader"])
    low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive")
    spread = f"{middle:.3f} ({low:.3f} to {high:.3f})"
    cost = core_ms(data, 32)
    cells = [task_name, f"{size}²", f"{rates['loader']:.2f}", f"{rates['memory']:.2f}", spread, f"{waiting:.2f} %"]
    return f"| {' | '.join([*cells, f'{cost:.1f}'])} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=list(TASKS))
    parser.add_argument("--sizes", nargs="+", type=int, default=[256, 512])
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--steps", type=int, default=10, help="steps that count in each turn")
    parser.add_argument("--turns", type=int, default=3, help="turns of loader and memory; at least 2")
    parser.add_argument("--workers", type=int, help="processes that load; left out: as in training")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--samples", type=int, default=64, help="how many training samples to use at most")
    parser.add_argument("--relight-on", choices=("loader", "device"), default="loader")
    parser.add_argument("--cache", type=Path, help="where to keep decoded samples; left out: a temporary folder")
    parser.add_argument("--markdown", type=Path, help="a file to write the table to as well")
    options = parser.parse_args()
    keep_freed_memory()  # as `python -m trainlib` does
    dataset = open_dataset(options.dataset)
    samples = min(options.samples, len(dataset.split("train")))
    width, height = dataset.resolution
    with tempfile.TemporaryDirectory() as folder:
        cache = str(options.cache or folder)
        workers = PackshotDataModule(str(options.dataset), num_workers=options.workers).num_workers
        decode(options.dataset, cache, samples, workers)
        lines = [
            f"{samples} training samples of {width} x {height}, resized to the size of the row; batches of "
            f"{options.batch}, {workers} workers, light mixed on the {options.relight_on}; {options.turns} turns of "
            f"{options.steps} steps on {options.device}, {torch.get_num_threads()} threads",
            "",
            "| task | size | images a second, loader | from memory | ratio | waiting | loader, ms |",
            "| --- | --- | --- | --- | --- | --- | --- |",
        ]
        for size in options.sizes:
            for task_name in options.tasks:
                lines.append(measure(task_name, size, options.dataset, cache, samples, options))
                print(lines[-1], file=sys.stderr, flush=True)
    print("\n".join(lines))
    if options.markdown:
        options.markdown.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

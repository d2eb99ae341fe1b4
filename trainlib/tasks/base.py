"""What tasks have in common: a network, a loss, metrics, an optimiser, a checkpoint that describes itself."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal

import torch
from lightning.pytorch import LightningDataModule, LightningModule
from lightning.pytorch.utilities.types import OptimizerLRScheduler
from torch import Tensor, nn
from torchmetrics import MeanMetric

from trainlib.checkpoints import KEY, describe_network
from trainlib.models import build_network
from trainlib.tasks.optimisation import Optimisation

Batch = dict[str, Any]
Measure = Callable[[Tensor, Tensor], Tensor]


class Task(LightningModule, ABC):
    """Trains one kind of network. A task says which network, loss and metrics; the rest is here.

    It stores no hyperparameters in Lightning's way: those would override the command line when a checkpoint
    is read. What a network needs to be built again stands in the checkpoint as plain data.

    Attributes:
        name: the task's name in checkpoints.
        monitor: the figure by which the best checkpoint is chosen, and whether "max" or "min" is best.
        truth: the key of a batch that predictions are measured against.
    """

    name: ClassVar[str]
    monitor: ClassVar[tuple[str, Literal["max", "min"]]]
    truth: ClassVar[str]

    def __init__(self, optimisation: Optimisation | None = None) -> None:
        super().__init__()
        self.optimisation = optimisation or Optimisation()
        self.network_name, self.network_arguments = self.configure_network()
        # Convolutions run fastest where the channels of a pixel lie together, on the CPU as on a GPU.
        self.network: nn.Module = build_network(self.network_name, self.network_arguments).to(
            memory_format=torch.channels_last  # type: ignore[call-overload]
        )
        measures = self.configure_metrics()
        self.measures = measures
        self.means = nn.ModuleDict(
            {stage: nn.ModuleDict({name: MeanMetric() for name in measures}) for stage in ("val", "test")}
        )
        self.size: tuple[int, int] | None = None

    @abstractmethod
    def configure_network(self) -> tuple[str, Mapping[str, Any]]:
        """The network's name and arguments, as `trainlib.models.build_network` takes them."""

    @abstractmethod
    def configure_metrics(self) -> dict[str, Measure]:
        """Functions of prediction and truth that give a figure for each picture [B], by name."""

    @abstractmethod
    def loss(self, batch: Batch) -> Tensor:
        """What is made small, a scalar."""

    @abstractmethod
    def predict_batch(self, batch: Batch) -> Tensor:
        """What the metrics measure and people look at, in [0, 1]."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """The keys of a batch that the network sees, in order."""
        return ("picture",)

    def stack(self, batch: Batch) -> Tensor:
        """The network's input [B, C, H, W] of a batch."""
        stacked = torch.cat([batch[key] for key in self.inputs], dim=1)
        self.size = (stacked.shape[-2], stacked.shape[-1])
        return stacked.contiguous(memory_format=torch.channels_last)

    def forward(self, stack: Tensor) -> Tensor:
        """The network's own output for a stacked input."""
        output: Tensor = self.network(stack)
        return output

    def training_step(self, batch: Batch, _: int) -> Tensor:
        """The loss of a batch."""
        loss = self.loss(batch)
        self.log("train/loss", loss, on_step=False, on_epoch=True, prog_bar=True, batch_size=len(batch["id"]))
        return loss

    def validation_step(self, batch: Batch, _: int) -> None:
        """Measure a batch of val."""
        self.measure("val", batch)

    def test_step(self, batch: Batch, _: int) -> None:
        """Measure a batch of test."""
        self.measure("test", batch)

    def measure(self, stage: str, batch: Batch) -> None:
        """Add each picture's figure to its mean, which is logged as `stage/name` after the epoch."""
        prediction = self.predict_batch(batch).float()
        means = self.means[stage]
        assert isinstance(means, nn.ModuleDict)
        for name, measure in self.measures.items():
            mean = means[name]
            assert isinstance(mean, MeanMetric)
            mean.update(measure(prediction, batch[self.truth].float()))
            shown = f"{stage}/{name}" == self.monitor[0]
            self.log(f"{stage}/{name}", mean, on_epoch=True, prog_bar=shown, batch_size=len(batch["id"]))

    def configure_optimizers(self) -> OptimizerLRScheduler:
        """The optimiser, its rate moved after each step."""
        steps = int(self.trainer.estimated_stepping_batches)
        optimiser, schedule = self.optimisation.build(self.network.parameters(), steps)
        return {"optimizer": optimiser, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Describe the network in plain data."""
        checkpoint[KEY] = describe_network(
            self.name, self.network_name, self.network_arguments, self.inputs, self.size or (0, 0)
        )

    def check_data(self, data: LightningDataModule) -> None:
        """Refuse data that would teach this task something wrong; a task that minds says so.

        Raises:
            ValueError: where the data do not fit.
        """

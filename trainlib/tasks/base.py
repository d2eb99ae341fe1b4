"""The base class of tasks: a network, a loss, metrics, an optimiser, a checkpoint that describes itself."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, ClassVar, Literal, Self

import torch
from lightning.pytorch import Callback, LightningModule
from lightning.pytorch.utilities.types import OptimizerLRScheduler
from torch import Tensor, nn
from torch.optim.lr_scheduler import ReduceLROnPlateau
from torchmetrics import MeanMetric

from trainlib.callbacks.averaging import RampedAverage
from trainlib.callbacks.graceful_shutdown import end_where_asked
from trainlib.callbacks.plateau import PlateauCallback
from trainlib.checkpoints import KEY, describe_network
from trainlib.data.contract import Batch, Needs, Offer
from trainlib.data.order import count_fresh
from trainlib.models import NetworkConfig, SceneDecoderConfig, Segmenter, build_network
from trainlib.tasks.compiling import missing_for_compiling
from trainlib.tasks.optimisation import Optimisation
from trainlib.tasks.requirements import require_gradient

log = logging.getLogger(__name__)

# In epochs: Lightning saves the state of a schedule that `PlateauCallback` steps, and does not step it itself.
NEVER = 10**9


class Task(LightningModule, ABC):
    """Trains one kind of network. A subclass defines network, loss and metrics; the rest is here.

    It does not save Lightning's hyperparameters, because they would override the command line when a checkpoint is
    loaded. The checkpoint describes the network as plain data, from which it is built again.

    Attributes:
        name: the task's name in checkpoints.
        network_name: the network's, as `trainlib.models.build_network` takes it.
        monitor: the metric by which the best checkpoint is chosen, and whether "max" or "min" is best.
        target_key: the key of a batch that predictions are compared with and shown beside.
        metric_names: the metrics of `measure`.
        optional: keys of a batch that some samples of a mixture may lack.
    """

    name: ClassVar[str]
    network_name: ClassVar[str]
    monitor: ClassVar[tuple[str, Literal["max", "min"]]]
    target_key: ClassVar[str]
    metric_names: tuple[str, ...]
    optional: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, network: NetworkConfig | SceneDecoderConfig, optimisation: Optimisation) -> None:
        super().__init__()
        self.optimisation = optimisation
        self.network_arguments = network.to_plain()
        self.layout = torch.channels_last if self.optimisation.channels_last else torch.contiguous_format
        self.network: nn.Module = build_network(self.network_name, self.network_arguments).to(
            memory_format=self.layout  # type: ignore[call-overload]
        )
        self.means = nn.ModuleDict(
            {stage: nn.ModuleDict({name: MeanMetric() for name in self.metric_names}) for stage in ("val", "test")}
        )
        self.size: tuple[int, int] | None = None
        # How many batches this task accumulates itself before a step, apart from the trainer's accumulation.
        self.accumulate = 1
        # In a tuple, so that it is not registered as a submodule and saved twice.
        self.frozen: tuple[nn.Module, ...] = ()
        if self.optimisation.freeze_encoder:
            self.freeze_encoder()

    @abstractmethod
    def loss(self, batch: Batch) -> Tensor:
        """The loss that is minimised, a scalar."""

    @abstractmethod
    def measure(self, batch: Batch) -> dict[str, Tensor]:
        """For each of `metric_names` one value per image [B]; NaN for an image without one."""

    @abstractmethod
    def predict_batch(self, batch: Batch) -> Tensor:
        """The prediction as images in [0, 1]."""

    def panels(self, batch: Batch) -> list[Tensor]:
        """Images [B, 1 or 3, H, W] in [0, 1] to be shown side by side: input, target and prediction."""
        return [batch["image"], batch[self.target_key], self.predict_batch(batch)]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The keys of a batch that are the network's inputs, in order."""
        return ("image",)

    @property
    def needs(self) -> Needs:
        """What the task needs of its data; no sample may lack an input of the network."""
        return Needs(frozenset({*self.inputs, self.target_key}), self.optional - {*self.inputs})

    def accept(self, offer: Offer) -> None:
        """Check what the data offer before any are loaded; a task may refuse them.

        Raises:
            ValueError: the data would teach this task something wrong.
        """

    @property
    def compiled_part(self) -> nn.Module:
        """The large part of the network, which is compiled if requested."""
        return self.network

    def stack(self, batch: Batch) -> Tensor:
        """The network's input [B, C, H, W] of a batch."""
        stacked = torch.cat([batch[key] for key in self.inputs], dim=1)
        self.size = (stacked.shape[-2], stacked.shape[-1])
        return stacked.contiguous(memory_format=self.layout)

    def forward(self, stack: Tensor) -> Tensor:
        """The network's own output for a stacked input."""
        output: Tensor = self.network(stack)
        return output

    def on_before_batch_transfer(self, batch: Batch, dataloader_idx: int) -> Batch:
        """End the run here if a signal has come: a batch was fetched, and no step is running."""
        if self.trainer.training:
            end_where_asked(self.trainer)
        return batch

    def training_step(self, batch: Batch, _: int) -> Tensor | None:
        """The loss of a batch."""
        loss = self.loss(batch)
        require_gradient(loss)
        self.log_mean("train/loss", loss, batch, prog_bar=True)
        return loss

    def log_mean(self, name: str, value: Tensor, batch: Batch, prog_bar: bool = False) -> None:
        """Log the mean, over the epoch and all devices, of a number of this training batch."""
        count = len(batch["id"])
        self.log(name, value, on_step=False, on_epoch=True, prog_bar=prog_bar, batch_size=count, sync_dist=True)

    def validation_step(self, batch: Batch, index: int) -> None:
        """Measure a batch of val."""
        self.update_means("val", batch, index, self.trainer.val_dataloaders)

    def test_step(self, batch: Batch, index: int) -> None:
        """Measure a batch of test."""
        self.update_means("test", batch, index, self.trainer.test_dataloaders)

    def update_means(self, stage: str, batch: Batch, index: int, loader: Any) -> None:
        """Add a batch's metrics to their means, which are logged as `stage/name` after the epoch.

        Args:
            stage: "val" or "test".
            batch: what is measured.
            index: its number.
            loader: whose batch it is; samples that it repeats on several devices do not count.
        """
        fresh = count_fresh(self.trainer, loader, index, len(batch["id"]))
        measured = self.measure(batch)
        means = self.means[stage]
        assert isinstance(means, nn.ModuleDict)
        for name in self.metric_names:
            mean = means[name]
            assert isinstance(mean, MeanMetric)
            values = measured[name][:fresh].float()
            if len(values := values[~values.isnan()]):
                mean.update(values)
            shown = f"{stage}/{name}" == self.monitor[0]
            self.log(f"{stage}/{name}", mean, on_epoch=True, prog_bar=shown, batch_size=len(batch["id"]))

    def trained_parameters(self) -> Iterator[nn.Parameter]:
        """The parameters of the optimiser."""
        return (parameter for parameter in self.network.parameters() if parameter.requires_grad)

    def configure_optimizers(self) -> OptimizerLRScheduler:
        """The optimiser; its learning rate changes after each step, or after each epoch by the monitored metric."""
        optimiser = self.optimisation.build_optimiser(self.trained_parameters())
        metric, mode = self.monitor
        schedule = self.optimisation.build_schedule(optimiser, int(self.trainer.estimated_stepping_batches), mode)
        if isinstance(schedule, ReduceLROnPlateau):
            kept = {"scheduler": schedule, "interval": "epoch", "monitor": metric, "frequency": NEVER}
            return {"optimizer": optimiser, "lr_scheduler": kept}  # type: ignore[return-value, typeddict-item]
        return {"optimizer": optimiser, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}

    def configure_callbacks(self) -> list[Callback]:
        """The callbacks for a learning rate that follows a metric and for averaged weights, if requested."""
        plan = self.optimisation
        callbacks: list[Callback] = [PlateauCallback(self.monitor[0])] if plan.schedule == "plateau" else []
        return callbacks if plan.ema is None else [*callbacks, RampedAverage(plan.ema)]

    def on_fit_start(self) -> None:
        """Compile the network in place, so that its weights keep their names."""
        if not self.optimisation.compile:
            return
        if missing := missing_for_compiling(self.device.type):
            log.warning("optimisation.compile needs %s, which is not here: the network runs uncompiled", missing)
        else:
            log.info("the network is compiled as it is first used: the first steps take minutes")
            self.compiled_part.compile()

    def segmenter(self, setting: str) -> Segmenter:
        """The part of the network that has an encoder.

        Args:
            setting: what needs it, for the message.

        Raises:
            ValueError: there is none.
        """
        for module in self.network.modules():
            if isinstance(module, Segmenter):
                return module
        raise ValueError(f"{setting} needs a network with an encoder, which this architecture has not")

    def freeze_encoder(self) -> None:
        """Freeze the encoder.

        Raises:
            ValueError: the network has none.
        """
        encoder = self.segmenter("optimisation.freeze_encoder").network.encoder
        assert isinstance(encoder, nn.Module)
        self.frozen = (encoder.requires_grad_(False).eval(),)

    def train(self, mode: bool = True) -> Self:
        """As in PyTorch, but a frozen encoder stays in eval mode."""
        super().train(mode)
        for part in self.frozen:
            part.eval()
        return self

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Describe the network in plain data."""
        checkpoint[KEY] = describe_network(
            self.name, self.network_name, self.network_arguments, self.inputs, self.size or (0, 0)
        ) | {"optimisation": asdict(self.optimisation)}

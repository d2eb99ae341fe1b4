"""The networks of a server, read once, and pipelines of them for any settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from trainlib.inference.outputs import fingerprint
from trainlib.inference.settings import PipelineSettings, Tta

if TYPE_CHECKING:
    from trainlib.checkpoints import LoadedNetwork
    from trainlib.inference.pipeline import Pipeline


@dataclass(frozen=True)
class Engine:
    """Networks, and the settings of photos that ask for no others.

    Attributes:
        cutout: the file of the cut-out network.
        relight: the file of the relight network, or None.
        device: "auto", "cpu" or "cuda".
        tta: test-time augmentation, as of `predict`.
        two_pass: cut out again on a crop, as of `predict`.
        networks: what the files hold, by role.
    """

    cutout: Path
    relight: Path | None = None
    device: str = "auto"
    tta: Tta = "flip"
    two_pass: bool = False
    networks: dict[str, LoadedNetwork] = field(default_factory=dict)

    @classmethod
    def load(
        cls, cutout: Path, relight: Path | None = None, device: str = "auto", tta: Tta = "flip", two_pass: bool = False
    ) -> Engine:
        """Read the networks.

        Raises:
            CheckpointError: a file holds no network of its role.
            DeviceError: there is no such device.
        """
        from trainlib.inference.pipeline import Pipeline

        engine = cls(cutout, relight, device, tta, two_pass)
        first = Pipeline.load(cutout, relight, engine.settings)
        engine.networks["cutout"] = first.cutout
        if first.relight is not None:
            engine.networks["relight"] = first.relight
        return engine

    @property
    def settings(self) -> PipelineSettings:
        """The settings of a photo that asks for no others: its own colours, without a shadow."""
        return PipelineSettings(self.device, self.tta, self.two_pass, "none", own_colours=True)

    @cached_property
    def made_with(self) -> str:
        """A fingerprint of what cut-outs depend on, as `predict` keeps beside its results.

        The relight network is not part of it: it runs only when studio light is shown or saved.
        """
        return fingerprint(self.cutout, None, self.settings, None)

    def relights(self, settings: PipelineSettings) -> bool:
        """Whether the relight network has to run for these settings."""
        return self.relight is not None and not (settings.own_colours and settings.shadow == "none")

    def pipeline(self, settings: PipelineSettings) -> Pipeline:
        """The pipeline from photo to packshot, with these settings.

        Raises:
            CheckpointError: the cut-out network has one size, and more are asked for.
        """
        from trainlib.checkpoints import CheckpointError
        from trainlib.inference.onnx_network import OnnxNetwork
        from trainlib.inference.pipeline import Pipeline

        if settings.scales and isinstance(self.networks["cutout"].module, OnnxNetwork):
            raise CheckpointError("the network has one size, and flips+scales asks for more; use flip")
        return Pipeline(self.networks["cutout"], self.networks.get("relight"), settings)

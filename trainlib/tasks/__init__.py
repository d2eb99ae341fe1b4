"""Tasks as LightningModules: each has a network, losses and metrics."""

from trainlib.tasks.adversary import Adversary
from trainlib.tasks.cutout import CutoutTask
from trainlib.tasks.multitask import MultiTaskRelight
from trainlib.tasks.optimisation import Optimisation
from trainlib.tasks.pix2pix import Pix2PixRelight
from trainlib.tasks.relight import RelightTask
from trainlib.tasks.scene import SceneDecoderTask

__all__ = [
    "Adversary",
    "CutoutTask",
    "MultiTaskRelight",
    "Optimisation",
    "Pix2PixRelight",
    "RelightTask",
    "SceneDecoderTask",
]

"""Tasks: what is trained for what, as LightningModules."""

from trainlib.tasks.cutout import CutoutTask
from trainlib.tasks.optimisation import Optimisation
from trainlib.tasks.relight import RelightTask

__all__ = ["CutoutTask", "Optimisation", "RelightTask"]

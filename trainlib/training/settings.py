"""The names that a config may use: classes by their short names, and the other settings of a run."""

import inspect

from lightning.pytorch import Trainer

from trainlib.data.annotated_folders import AnnotatedDataModule, AnnotatedSource
from trainlib.data.composition import Composition
from trainlib.data.datamodule import PackshotDataModule
from trainlib.data.mixed import MixedDataModule
from trainlib.data.photos import PhotoDataModule
from trainlib.data.remix import RemixRanges
from trainlib.data.scene import SceneDataModule
from trainlib.data.sources import CompositeSource, PhotoSource, RenderSource
from trainlib.data.splits import SplitConfig
from trainlib.tasks import CutoutTask, MultiTaskRelight, Optimisation, Pix2PixRelight, RelightTask, SceneDecoderTask

# The classes that a config may name by short name. That works because they are imported.
CLASSES: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        AnnotatedDataModule,
        AnnotatedSource,
        CompositeSource,
        Composition,
        CutoutTask,
        MixedDataModule,
        MultiTaskRelight,
        Optimisation,
        PackshotDataModule,
        PhotoDataModule,
        PhotoSource,
        Pix2PixRelight,
        RelightTask,
        RemixRanges,
        RenderSource,
        SceneDataModule,
        SceneDecoderTask,
        SplitConfig,
    )
}


def settings_outside() -> list[str]:
    """The settings of a run outside `CLASSES`."""
    trainer = [f"trainer.{name}" for name in inspect.signature(Trainer).parameters]
    run = ["name", "out", "patience", "overwrite", "seed_everything", "ckpt_path", "config", "print_config", "help"]
    return [*run, "model.class_path", "model.init_args", "data.class_path", "data.init_args", *trainer]

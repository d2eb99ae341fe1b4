"""fit, validate and test: Lightning's command line for Packshot's tasks and data, with a folder for each run."""

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

from jsonargparse import ArgumentError
from lightning.pytorch import Callback, Trainer
from lightning.pytorch.callbacks import ModelCheckpoint
from lightning.pytorch.cli import ArgsType, LightningArgumentParser, LightningCLI, SaveConfigCallback
from lightning.pytorch.loggers import TensorBoardLogger

from trainlib.callbacks import run_callbacks
from trainlib.callbacks.best_and_last import BEST
from trainlib.callbacks.curves import CurvesCallback
from trainlib.checkpoints.checkpoint_io import WholeCheckpoints
from trainlib.console.cli_errors import UsageError, explain
from trainlib.console.hints import flatten
from trainlib.data.base import BaseDataModule
from trainlib.tasks.base import Task
from trainlib.training.compatibility import check_start, check_trainer, connect, leaves_weights_out
from trainlib.training.devices import allow_unused_weights, check_precision, choose_precision, is_first_process, several
from trainlib.training.resume import check_brought
from trainlib.training.run_folder import claim_folder, clear_folder, find_checkpoint
from trainlib.training.settings import CLASSES, settings_outside

Watcher = TypeVar("Watcher", bound=Callback)

# The settings of a task for its first weights.
FIRST_WEIGHTS = ("network.encoder_weights", "start_from")


class TrainingCLI(LightningCLI):
    """One run in the folder `--out`/`--name`: checkpoints, curves, images, TensorBoard events, the config.

    Args:
        args: the command and its options.
        held: keeps the run's folder locked while it works.

    Raises:
        UsageError: a request cannot be fulfilled.
    """

    def __init__(self, args: list[str], held: ExitStack) -> None:
        self.held = held
        super().__init__(
            Task,
            BaseDataModule,
            subclass_mode_model=True,
            subclass_mode_data=True,
            seed_everything_default=7,
            # validate and test do not change a run, so they must not replace its config.
            save_config_callback=SaveConfigCallback if args[:1] == ["fit"] else None,
            save_config_kwargs={"overwrite": True},
            trainer_defaults={
                "max_epochs": 50,
                "log_every_n_steps": 10,
                "num_sanity_val_steps": 0,
                "enable_model_summary": False,
            },
            auto_configure_optimizers=False,
            load_from_checkpoint_support=False,
            args=args,
        )

    @staticmethod
    def subcommands() -> dict[str, set[str]]:
        """Without Lightning's predict: Packshot's own reads photos."""
        return {
            "fit": {"model", "train_dataloaders", "val_dataloaders", "datamodule"},
            "validate": {"model", "dataloaders", "datamodule"},
            "test": {"model", "dataloaders", "datamodule"},
        }

    def init_parser(self, **kwargs: Any) -> LightningArgumentParser:
        """A parser that raises instead of printing its usage and exiting."""
        # A new setting would clash with abbreviations of others.
        return super().init_parser(prog="python -m trainlib", exit_on_error=False, allow_abbrev=False, **kwargs)

    def add_arguments_to_parser(self, parser: LightningArgumentParser) -> None:
        """Packshot's settings of a run, beside Lightning's."""
        parser.add_argument("--name", type=str, default="run", help="Name of the run's folder.")
        parser.add_argument("--out", type=str, default="out/train", help="Where the folders of runs are.")
        parser.add_argument(
            "--patience", type=int | None, default=None, help="Stop after this many epochs without improvement."
        )
        parser.add_argument("--overwrite", type=bool, default=False, help="Let fit replace a run of the same name.")

    def parse_arguments(self, parser: LightningArgumentParser, args: ArgsType) -> None:
        """Parse; an error becomes one line."""
        try:
            self.config = parser.parse_args(args)  # type: ignore[arg-type]
        except ArgumentError as error:
            raise UsageError(explain(str(error), CLASSES, settings_outside())) from error
        # jsonargparse reads null on the command line as this text, where text is allowed within a dataclass.
        model, weights = self.config[str(self.config.subcommand)].model, "init_args.network.encoder_weights"
        if weights in model and model[weights] == "None":
            model[weights] = None

    def _parse_ckpt_path(self) -> None:
        """Do nothing: Lightning's own lets a checkpoint change the settings, and fails on broken ones."""

    @property
    def settings(self) -> Any:
        """The parsed settings of the subcommand."""
        return self.config[str(self.subcommand)]

    @property
    def folder(self) -> Path:
        """The run's folder."""
        return Path(str(self.settings.out)).expanduser() / str(self.settings.name)

    def before_instantiate_classes(self) -> None:
        """Fill in what the user left open: the precision, and which checkpoint to measure."""
        settings = self.settings
        if settings.trainer.precision is None:
            settings.trainer.precision = choose_precision(str(settings.trainer.accelerator))
        try:
            check_precision(settings.trainer.precision)
        except ValueError as error:
            raise UsageError(str(error)) from error
        if settings.trainer.default_root_dir is None:
            settings.trainer.default_root_dir = str(self.folder)
        if self.subcommand != "fit" and settings.ckpt_path is None:
            settings.ckpt_path = BEST
        if settings.ckpt_path is not None:
            settings.ckpt_path = str(find_checkpoint(self.folder, str(settings.ckpt_path)))
        # Checkpoints are data: no code in them runs, whatever their source.
        settings.weights_only = True

    def instantiate_classes(self) -> None:
        """Build data and task, then check that they fit the folder and the checkpoint, before any work."""
        try:
            self.build()
            connect(self.model, self.datamodule)
            check_trainer(self.model, self.settings.trainer, self.settings.patience)
        except (ValueError, ArgumentError) as error:
            raise UsageError(explain(str(error), CLASSES, settings_outside())) from error
        if self.settings.ckpt_path is not None:
            check_brought(Path(self.settings.ckpt_path), self.model, self.subcommand == "fit")

    def build(self) -> None:
        """Build data, task and trainer; with a checkpoint of all weights no first weights are needed."""
        model, brought = self.settings.model, self.settings.ckpt_path is not None
        first = {setting: model[f"init_args.{setting}"] for setting in FIRST_WEIGHTS if f"init_args.{setting}" in model}
        for setting in first if brought else ():
            model[f"init_args.{setting}"] = None
        super().instantiate_classes()
        if not brought:
            check_start(self.model, first)
        for setting, value in first.items():  # as the run's config keeps them
            model[f"init_args.{setting}"] = value

    def instantiate_trainer(self, **kwargs: Any) -> Trainer:
        """The trainer, with this run's callbacks."""
        kwargs |= self.strategy_settings()
        if not self.settings.trainer.fast_dev_run:
            kwargs |= self.recording_settings()
        try:
            return super().instantiate_trainer(**kwargs)
        except TypeError as error:  # which Lightning raises for some settings of a wrong kind
            raise UsageError(flatten(str(error))) from error

    def strategy_settings(self) -> dict[str, Any]:
        """The trainer's settings for tasks that leave weights without gradients."""
        trainer = self.settings.trainer
        together = several(str(trainer.accelerator), trainer.devices) or trainer.num_nodes > 1
        if self.model.automatic_optimization and not (
            together and leaves_weights_out(self.model, self.datamodule.size)
        ):
            return {}
        return {"strategy": allow_unused_weights(self.asked_for("strategy"), trainer.accelerator, trainer.devices)}

    def recording_settings(self) -> dict[str, Any]:
        """The trainer's settings that record a run in its folder, which a fit locks."""
        settings = self.settings
        monitor, mode = self.model.monitor
        watching = run_callbacks(self.folder, monitor, mode, settings.patience)
        chosen: dict[str, Any] = {
            "callbacks": [*(self.asked_for("callbacks") or []), *watching],
            "enable_progress_bar": sys.stdout.isatty(),
            "logger": False,
        }
        if self.subcommand != "fit":
            return chosen
        resumes = settings.ckpt_path is not None
        if is_first_process():
            self.held.enter_context(claim_folder(self.folder, resumes, settings.overwrite))
            if not resumes:
                clear_folder(self.folder)
        plugins = self.asked_for("plugins") or []
        plugins = plugins if isinstance(plugins, list) else [plugins]
        logger = TensorBoardLogger(self.folder.parent, name=self.folder.name, version="")
        return chosen | {"plugins": [*plugins, WholeCheckpoints()], "logger": logger}

    def asked_for(self, name: str) -> Any:
        """One of the trainer's settings, after classes that it names are built."""
        return self._get(self.config_init, "trainer").get(name)

    def after_fit(self) -> None:
        """Print the outcome, once if several devices trained."""
        if not self.trainer.is_global_zero:
            return
        if not any(callback.added for callback in self.watching(CurvesCallback)):
            print("nothing was trained: this run has had all its epochs; raise --trainer.max_epochs")
        for callback in self.watching(ModelCheckpoint):
            if callback.monitor and callback.best_model_score is not None:
                score = float(callback.best_model_score)
                print(f"best {callback.monitor} {score:.4f}: {callback.best_model_path}")

    def watching(self, kind: type[Watcher]) -> list[Watcher]:
        """The trainer's callbacks of one kind."""
        callbacks: list[Any] = self.trainer.callbacks  # type: ignore[attr-defined]  # set by a connector
        return [callback for callback in callbacks if isinstance(callback, kind)]

    def after_validate(self) -> None:
        """Write the metrics of val."""
        self.keep_metrics("validate.json")

    def after_test(self) -> None:
        """Write the metrics of test."""
        self.keep_metrics("test.json")

    def keep_metrics(self, file: str) -> None:
        """Write the metrics beside the run's checkpoints, once."""
        if not self.trainer.is_global_zero:
            return
        metrics = {key: float(value) for key, value in sorted(self.trainer.callback_metrics.items())}
        record = {"checkpoint": self.settings.ckpt_path, "metrics": metrics}
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / file).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")

"""`python -m trainlib fit`, `validate` and `test`."""

import logging
import sys
import warnings
from contextlib import ExitStack

from trainlib.callbacks.graceful_shutdown import Stopped
from trainlib.console.cli_errors import fail
from trainlib.process.exit_codes import INTERRUPTED, SUCCESS
from trainlib.training.config_files import find_configs, shipped_configs
from trainlib.training.devices import is_first_process
from trainlib.training.failures import failure_line
from trainlib.training.help import HELP
from trainlib.training.lightning_cli import TrainingCLI

# A training command needs one of these to know what is trained.
STARTS = ("--config", "-c", "--model", "--help", "-h", "--print_config", "--data.help")

# Warnings of libraries about things that are intended here.
EXPECTED_WARNINGS = (
    # The number of workers is chosen by `usual_workers`, and small datasets have few batches.
    ".*does not have many workers.*",
    ".*number of training batches.*",
    # `run_folder` checks a run's folder, which may also be moved.
    ".*exists and is not empty.*",
    ".*The dirpath has changed.*",
    # A run may be started without Slurm although it is installed.
    ".*`srun` command is available.*",
    # After Ctrl-C a run resumes within an epoch.
    ".*ended before the epoch.*",
    ".*isinstance.treespec, LeafSpec.*",
    # Samples that several devices measure twice are counted once.
    ".*Using `DistributedSampler`.*",
    # Without validation there is no best checkpoint.
    ".*could not find the monitored key.*",
    # The task ends a run between two batches, with any data.
    ".*overridden `on_before_batch_transfer`.*",
    # Intended for a frozen encoder.
    ".*in eval mode at the start of training.*",
)


def main(argv: list[str]) -> int:
    """Run fit, validate or test.

    Args:
        argv: the command's name and the words after it.

    Returns:
        The exit code: 0, 2 where the run cannot be started or has failed, 130 after Ctrl-C, 143 after SIGTERM,
            129 after SIGHUP.
    """
    command, words = argv[0], argv[1:]
    shipped = shipped_configs()
    if words in (["--help"], ["-h"]):
        print(HELP[command].format(configs=", ".join(shipped)), end="")
        return SUCCESS
    _set_up_logging()
    if not any(word.startswith(STARTS) for word in words):
        choices = " or --config ".join(shipped)
        return fail(f"{command} needs a config: give --config {choices}, or a YAML file")
    try:
        with ExitStack() as held:
            TrainingCLI([command, *find_configs(words)], held)
    except Exception as error:
        line = failure_line(error)
        if line is None:
            raise
        return fail(line)
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as end:
        # Lightning exits with 1 when it is interrupted, and has kept what it could; --help exits with 0.
        if end.code != 1:
            raise
        return _report_stop(end)
    return SUCCESS


def _report_stop(end: SystemExit) -> int:
    """Print what an interrupted run has kept; the exit code that tells how it was interrupted."""
    asked = end.__context__ if isinstance(end.__context__, Stopped) else None
    if is_first_process():
        kept = "the same command with --ckpt_path last continues from here" if asked else "last.ckpt is as it was"
        print(f"stopped; {kept}", file=sys.stderr)
    return INTERRUPTED if asked is None else 128 + int(asked.args[0])


def _set_up_logging() -> None:
    """Show Packshot's own log messages, and only those of libraries that a user can act on."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    logging.getLogger("trainlib").setLevel(logging.INFO if is_first_process() else logging.ERROR)
    for name in ("lightning.pytorch", "lightning.fabric"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for text in EXPECTED_WARNINGS:
        warnings.filterwarnings("ignore", text)

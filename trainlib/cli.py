"""The command line: which command there is, and one clear line for every mistake."""

import importlib
import logging
import sys
import warnings
from pathlib import Path

from trainlib.help import HELP, TEACHING
from trainlib.mistakes import innermost, nearest

CONFIGS = Path(__file__).parent / "configs"
# What a shell reports of a program that Ctrl-C ended.
INTERRUPTED = 130

# What gloo says in a process that another one has left.
LOST = ("Connection closed by peer", "Connection reset by peer")

# What PyTorch says of batch normalisation over one number.
ALONE = "Expected more than 1 value per channel when training"

# What PyTorch says where a process that loads samples has ended.
WORKER = "DataLoader worker (pid"

# A training command means something only where one of these says what is trained.
STARTS = ("--config", "-c", "--model", "--help", "-h", "--print_config", "--data.help")

TRAINING = ("fit", "validate", "test")

# What PyTorch says on a GPU and on a CPU.
OUT_OF_MEMORY = ("out of memory", "can't allocate memory")

# Each command beside the training ones, and the module whose main(argv) -> exit code it is.
COMMANDS = {
    "predict": "trainlib.inference.command",
    "export": "trainlib.inference.export_command",
    "report": "trainlib.report.command",
    "doctor": "trainlib.doctor.command",
    "evaluate": "trainlib.evaluate.command",
    "study": "trainlib.study.command",
}

# What libraries warn of, and what is meant here: loaders are given their number of workers on purpose, small
# sets have few batches, `runs` looks after a run's folder, after Ctrl-C a run resumes within an epoch, and what
# several devices measure twice is counted once.
EXPECTED = (
    ".*does not have many workers.*",
    ".*number of training batches.*",
    ".*exists and is not empty.*",
    ".*ended before the epoch.*",
    ".*isinstance.treespec, LeafSpec.*",
    ".*Using `DistributedSampler`.*",
    # A run's folder may be moved.
    ".*The dirpath has changed.*",
    # Without validation there is no best checkpoint.
    ".*could not find the monitored key.*",
    # A frozen encoder is meant to.
    ".*in eval mode at the start of training.*",
)


def main(argv: list[str]) -> int:
    """Run one command.

    Args:
        argv: the words after `python -m trainlib`.

    Returns:
        The exit code: 0, 2 where the user asked for something that cannot be done, 130 after Ctrl-C, 143 after SIGTERM.
    """
    shipped = sorted(path.stem for path in CONFIGS.glob("*.yaml"))
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(HELP.format(configs=", ".join(shipped)), end="")
        return 0 if argv else 2
    command, rest = argv[0], argv[1:]
    if command in COMMANDS:
        code: int = importlib.import_module(COMMANDS[command]).main(rest)
        return code
    if command not in TRAINING:
        return fail(f"no command {command!r}{nearest(command, [*TRAINING, *COMMANDS])}; see python -m trainlib --help")
    return train(command, rest, shipped)


def train(command: str, rest: list[str], shipped: list[str]) -> int:
    """Run fit, validate or test; the heavy imports wait until it is clear that one is meant."""
    from lightning.fabric.utilities import rank_zero_only
    from lightning.fabric.utilities.exceptions import MisconfigurationException

    from trainlib.callbacks.finite import LossError
    from trainlib.checkpoints import CheckpointError
    from trainlib.data.dataset import DatasetError
    from trainlib.runs import UsageError
    from trainlib.stopping import Stopped
    from trainlib.training_cli import TrainingCLI

    if rest in (["--help"], ["-h"]):
        print(TEACHING[command].format(configs=", ".join(shipped)), end="")
        return 0
    quieten()
    if not any(word.startswith(STARTS) for word in rest):
        return fail(f"{command} needs a config: give --config {' or --config '.join(shipped)}, or a YAML file")
    try:
        TrainingCLI([command, *find_configs(rest, shipped)])
    except (UsageError, DatasetError, CheckpointError, LossError, MisconfigurationException) as error:
        return fail(innermost(str(error)))
    except ValueError as error:
        if ALONE not in str(error):
            raise
        return fail(
            "a batch of one picture leaves this network's normalisation a single number: raise --data.batch_size "
            "(with as many training samples) or --data.size"
        )
    except OSError as error:  # a full disk or a folder without leave, and what it was about
        where = f"{error.filename}: " if error.filename else ""
        said = error.strerror or innermost(str(error))
        return fail(f"{where}{said}; mend that and run it again, with --ckpt_path last where there is a last.ckpt")
    except RuntimeError as error:
        if any(text in str(error) for text in LOST):
            return fail("another of this run's processes has ended; what it said stands above")
        if WORKER in str(error):
            return fail(
                f"{innermost(str(error))}: a process that loads samples was ended from outside, most often for want of "
                "memory: lower --data.workers or --data.batch_size; --ckpt_path last goes on where there is a last.ckpt"
            )
        if not any(word in str(error) for word in OUT_OF_MEMORY):
            raise
        return fail("not enough memory: lower --data.batch_size or --data.size")
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as stop:
        # Lightning exits with 1 when it is interrupted, and has kept what it could; --help exits with 0.
        if stop.code != 1:
            raise
        asked = stop.__context__ if isinstance(stop.__context__, Stopped) else None
        if getattr(rank_zero_only, "rank", 0) == 0:
            kept = "the same command with --ckpt_path last goes on from here" if asked else "last.ckpt is as it was"
            print(f"stopped; {kept}", file=sys.stderr)
        return INTERRUPTED if asked is None else 128 + int(asked.args[0])
    return 0


def find_configs(rest: list[str], shipped: list[str]) -> list[str]:
    """The words with the bare name of a shipped config, after --config or -c, replaced by its path.

    Raises:
        UsageError: where a config is neither a file nor shipped, or holds no settings.
    """
    from trainlib.runs import UsageError, check_config

    words = []
    expected = False
    for word in rest:
        option, equals, value = word.partition("=") if word.startswith("--config=") else ("", "", word)
        if (expected or equals) and not Path(value).is_file():
            if value not in shipped:
                raise UsageError(
                    f"no config {value!r}{nearest(value, shipped)}; "
                    f"give a YAML file or one that ships: {', '.join(shipped)}"
                )
            value = str(CONFIGS / f"{value}.yaml")
        if expected or equals:
            check_config(Path(value))
        words.append(f"{option}{equals}{value}")
        expected = word in ("--config", "-c")
    return words


def fail(message: str) -> int:
    """Say what is wrong, on one line; the exit code of a user's mistake."""
    print(f"error: {message}", file=sys.stderr)
    return 2


def quieten() -> None:
    """Our own remarks, and of the libraries' only what a user can act on."""
    from lightning.fabric.utilities import rank_zero_only

    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    # Of several processes the first one talks.
    logging.getLogger("trainlib").setLevel(logging.INFO if getattr(rank_zero_only, "rank", 0) == 0 else logging.ERROR)
    for name in ("lightning.pytorch", "lightning.fabric"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for text in EXPECTED:
        warnings.filterwarnings("ignore", text)

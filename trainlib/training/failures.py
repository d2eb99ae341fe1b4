"""One line for a training that failed: what failed and what to do."""

from lightning.fabric.utilities.exceptions import MisconfigurationException

from trainlib.callbacks.finite import LossError
from trainlib.checkpoints import CheckpointError
from trainlib.console.cli_errors import UsageError
from trainlib.console.hints import innermost
from trainlib.process.memory import is_out_of_memory
from trainlib.records.dataset import DatasetError

# Errors whose messages are written for users.
EXPLAINED = (UsageError, DatasetError, CheckpointError, LossError, MisconfigurationException)

# PyTorch's error of batch normalisation over one number.
ONE_VALUE = "Expected more than 1 value per channel when training"

# gloo's errors in a process whose partner has ended.
LOST_PROCESS = ("Connection closed by peer", "Connection reset by peer")

# PyTorch's error when a process that loads samples has ended.
LOST_WORKER = "DataLoader worker (pid"


def failure_line(error: Exception) -> str | None:
    """What has failed and how to fix it, on one line; None for an unknown error."""
    text = str(error)
    if isinstance(error, EXPLAINED):
        return innermost(text)
    if isinstance(error, ValueError) and ONE_VALUE in text:
        return (
            "a batch of one image leaves this network's normalisation a single number: raise --data.batch_size "
            "(with as many training samples) or --data.size"
        )
    if isinstance(error, OSError):  # a full disk or missing permissions, with the path
        where = f"{error.filename}: " if error.filename else ""
        said = error.strerror or innermost(text)
        return f"{where}{said}; fix that and run it again, with --ckpt_path last where there is a last.ckpt"
    return _runtime_failure_line(error) if isinstance(error, RuntimeError) else None


def _runtime_failure_line(error: RuntimeError) -> str | None:
    """The same for a RuntimeError of PyTorch."""
    text = str(error)
    if any(words in text for words in LOST_PROCESS):
        return "another of this run's processes has ended; what it said stands above"
    if LOST_WORKER in text:
        return (
            f"{innermost(text)}: a process that loads samples was killed from outside, most often because memory ran "
            "out: lower --data.num_workers or --data.batch_size; if there is a last.ckpt, --ckpt_path last continues"
        )
    if is_out_of_memory(error):
        return "not enough memory: lower --data.batch_size or --data.size"
    return None

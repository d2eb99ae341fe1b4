"""Networks on disk: checkpoints as plain data, and the first weights of encoders."""

from trainlib.checkpoints.layout import KEY, CheckpointError
from trainlib.checkpoints.network_file import (
    LoadedNetwork,
    describe_network,
    load_network,
    locate_network,
    read_checkpoint,
)

__all__ = [
    "KEY",
    "CheckpointError",
    "LoadedNetwork",
    "describe_network",
    "load_network",
    "locate_network",
    "read_checkpoint",
]

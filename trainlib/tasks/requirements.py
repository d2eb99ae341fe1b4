"""Checks of a training step: the batch has the keys, and the loss depends on the network."""

from lightning.fabric.utilities.exceptions import MisconfigurationException
from torch import Tensor

from trainlib.data.contract import Batch


def require(batch: Batch, keys: tuple[str, ...], task: str) -> None:
    """Check that a batch has what a task learns from.

    Raises:
        MisconfigurationException: it lacks a key.
    """
    missing = [key for key in keys if key not in batch]
    if missing:
        held = ", ".join(batch)
        raise MisconfigurationException(
            f"the data have no {' and no '.join(missing)}, which the {task} task learns from; they have {held}"
        )


def require_gradient(loss: Tensor) -> None:
    """Check that the loss has a gradient.

    Raises:
        MisconfigurationException: no loss has a weight.
    """
    if not loss.requires_grad:
        raise MisconfigurationException("nothing to learn from: no loss of --model has a weight above 0")

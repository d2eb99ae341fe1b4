"""What a task's training step needs: keys in the batch, and a loss that depends on the network."""

from lightning.fabric.utilities.exceptions import MisconfigurationException
from torch import Tensor

from trainlib.data.contract import Batch


def require(batch: Batch, keys: tuple[str, ...], task: str) -> None:
    """See that a batch has what a task learns from.

    Raises:
        MisconfigurationException: where it lacks a key.
    """
    missing = [key for key in keys if key not in batch]
    if missing:
        held = ", ".join(batch)
        raise MisconfigurationException(
            f"the data have no {' and no '.join(missing)}, which the {task} task learns from; they have {held}"
        )


def require_slope(loss: Tensor) -> None:
    """See that there is something to learn from.

    Raises:
        MisconfigurationException: where no loss has a weight.
    """
    if not loss.requires_grad:
        raise MisconfigurationException("nothing to learn from: no loss of --model has a weight above 0")

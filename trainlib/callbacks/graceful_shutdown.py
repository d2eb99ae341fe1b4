"""Ends a run between two steps where Ctrl-C or the system asks for it, so that it can go on as if it had not ended."""

import os
import signal
import threading
from types import FrameType
from typing import Any, Protocol, runtime_checkable

from lightning.pytorch import Callback, LightningModule, Trainer

SIGNALS = (signal.SIGINT, signal.SIGTERM)

# Written as bytes, past Python's buffers: a signal may come while they are in use.
SAID = b"\nstopping after this step or validation; once more stops at once, and last.ckpt stays as it was\n"


class Stopped(KeyboardInterrupt):
    """The run was asked to end, and stands between two steps; the argument is the signal's number."""


@runtime_checkable
class Accumulates(Protocol):
    """A module that gathers the gradients of so many batches by itself before it moves its weights."""

    accumulate: int


class StoppingCallback(Callback):
    """Notes SIGINT and SIGTERM while a run trains; before each batch `end_where_asked` looks whether to go on.

    A step in the middle leaves weights, moving averages, schedules and counts that do not belong together, and during
    validation the averages stand where the weights do: what is kept then cannot be resumed exactly.
    """

    def __init__(self) -> None:
        self.asked: int | None = None
        self.before: dict[int, Any] = {}
        self.speaks = True

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Listen; Python lets the main thread alone do so."""
        self.speaks = trainer.is_global_zero
        if threading.current_thread() is threading.main_thread():
            self.before = {number: signal.signal(number, self.ask) for number in SIGNALS}

    def ask(self, number: int, frame: FrameType | None) -> None:
        """Remember the signal.

        Raises:
            KeyboardInterrupt: it is the second one.
        """
        if self.asked is not None:
            raise KeyboardInterrupt
        self.asked = number
        if self.speaks:
            os.write(2, SAID)

    def end_here(self, trainer: Trainer) -> None:
        """End the run where it was asked to, once gradients that are being gathered have moved the weights.

        Raises:
            Stopped: on all devices before the same batch, where it was asked of any.
        """
        if not moved_by_all(trainer):
            return
        asked = self.asked is not None
        if trainer.world_size > 1:
            asked = trainer.strategy.reduce_boolean_decision(asked, all=False)
        if asked:
            # Lightning means the batch that was fetched, which is not trained any more.
            trainer.fit_loop.epoch_loop.batch_progress.is_last_batch = False
            raise Stopped(self.asked or signal.SIGINT)

    def teardown(self, trainer: Trainer, pl_module: LightningModule, stage: str) -> None:
        """Leave signals as they were."""
        self.leave()

    def on_exception(self, trainer: Trainer, pl_module: LightningModule, exception: BaseException) -> None:
        """Leave signals as they were, but for the time in which the last checkpoint is written."""
        if not isinstance(exception, Stopped):
            self.leave()

    def leave(self) -> None:
        """Give signals back to whom they belonged."""
        for number, handler in self.before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
        self.before = {}


def moved_by_all(trainer: Trainer) -> bool:
    """Whether every batch of the epoch so far has moved the weights, and no gradient waits for the next one."""
    module = trainer.lightning_module
    own = module.accumulate if isinstance(module, Accumulates) else 1
    return trainer.fit_loop.epoch_loop.batch_progress.current.completed % (own * trainer.accumulate_grad_batches) == 0


def end_where_asked(trainer: Trainer) -> None:
    """End a trainer's run, where a signal has come.

    Raises:
        Stopped: one has.
    """
    for callback in trainer.callbacks:  # type: ignore[attr-defined]  # set by a connector
        if isinstance(callback, StoppingCallback):
            callback.end_here(trainer)

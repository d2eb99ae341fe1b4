"""Ends a run between two steps on Ctrl-C, SIGTERM or SIGHUP, so that it resumes exactly."""

import os
import signal
import threading
from types import FrameType
from typing import Any, Protocol, runtime_checkable

from lightning.pytorch import Callback, LightningModule, Trainer

SIGNALS = (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))

# Written as bytes, without Python's buffers: a signal may arrive while they are in use.
SAID = b"\nstopping after this step or validation; once more stops at once, and last.ckpt stays as it was\n"


class Stopped(KeyboardInterrupt):
    """The run was asked to end, and is now between two steps; the argument is the signal's number."""


@runtime_checkable
class Accumulates(Protocol):
    """A module that accumulates the gradients of several batches itself."""

    accumulate: int


class StoppingCallback(Callback):
    """Records SIGINT, SIGTERM and SIGHUP in training. Before the next batch `end_where_asked` then ends the run.

    A run must not end inside a step: weights, moving averages, schedules and counts would not match. It must not end
    during validation either, when the averages replace the weights. Such a state cannot be resumed exactly.
    """

    def __init__(self) -> None:
        self.asked: int | None = None
        self.before: dict[int, Any] = {}
        self.speaks = True

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Install the signal handlers; only the main thread can."""
        self.speaks = trainer.is_global_zero
        if threading.current_thread() is threading.main_thread():
            # What is ignored stays so: nohup keeps a run going.
            heard = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
            self.before = {number: signal.signal(number, self.ask) for number in heard}

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
        """End the run if that was asked, once accumulated gradients have been applied.

        Raises:
            Stopped: on all devices before the same batch, if any device was asked.
        """
        if not moved_by_all(trainer):
            return
        asked = self.asked is not None
        if trainer.world_size > 1:
            asked = trainer.strategy.reduce_boolean_decision(asked, all=False)
        if asked:
            # Lightning counts the batch that was fetched, which is not trained.
            trainer.fit_loop.epoch_loop.batch_progress.is_last_batch = False
            raise Stopped(self.asked or signal.SIGINT)

    def teardown(self, trainer: Trainer, pl_module: LightningModule, stage: str) -> None:
        """Restore the signal handlers."""
        self.leave()

    def on_exception(self, trainer: Trainer, pl_module: LightningModule, exception: BaseException) -> None:
        """Restore the signal handlers after the last checkpoint is written."""
        if not isinstance(exception, Stopped):
            self.leave()

    def leave(self) -> None:
        """Restore the previous handlers."""
        for number, handler in self.before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
        self.before = {}


def moved_by_all(trainer: Trainer) -> bool:
    """Whether all gradients so far have been applied to the weights."""
    module = trainer.lightning_module
    own = module.accumulate if isinstance(module, Accumulates) else 1
    return trainer.fit_loop.epoch_loop.batch_progress.current.completed % (own * trainer.accumulate_grad_batches) == 0


def end_where_asked(trainer: Trainer) -> None:
    """End a trainer's run if a signal has come.

    Raises:
        Stopped: one has.
    """
    for callback in trainer.callbacks:  # type: ignore[attr-defined]  # set by a connector
        if isinstance(callback, StoppingCallback):
            callback.end_here(trainer)

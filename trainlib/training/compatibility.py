"""Checks before any work that task, data and trainer fit each other."""

import logging
from collections.abc import Mapping
from typing import Any

import torch

from trainlib.console.hints import flatten
from trainlib.data.base import BaseDataModule
from trainlib.models.network_config import INPUT_CHANNELS, STRIDE, count_channels
from trainlib.tasks.base import Task

log = logging.getLogger(__name__)

# How many pixels sides may grow in the search for a size that a network takes.
MOST_PIXELS_MORE = 256


def connect(task: Task, data: BaseDataModule) -> None:
    """Join a task and its data: the data load what the task needs, the task checks what the data offer.

    Raises:
        ValueError: they do not fit; the message names what is missing or which setting to change.
        DatasetError: the data cannot be read.
    """
    offer = data.offer()
    task.accept(offer)
    if missing := offer.missing(task.needs):
        raise ValueError(
            f"{type(task).__name__} needs {', '.join(missing)}, which {type(data).__name__} does not give; datasets "
            f"of pairs have all maps, photos and composites image and alpha, scenes their numbers and image"
        )
    _check_size(task, offer.size)
    data.needs = task.needs


def _check_size(task: Task, size: tuple[int, int]) -> None:
    """Run the network on one black image of the data's size, so that a wrong size is found before any work.

    Raises:
        ValueError: the network refuses it; the message has its reason and the next size that it takes.
    """
    if not _sees_images(task):
        return
    task.eval()  # in eval mode, so that statistics do not change and nothing random is drawn
    try:
        if (said := _refusal(task, size)) is None:
            return
        larger = [(size[0] + more, size[1] + more) for more in range(STRIDE, MOST_PIXELS_MORE + 1, STRIDE)]
        taken = next((each for each in larger if _refusal(task, each) is None), None)
    finally:
        task.train()
    advice = "choose another size" if taken is None else f"it takes {taken[0]} × {taken[1]}: --data.size {list(taken)}"
    raise ValueError(f"data.size: the network takes no images of {size[0]} × {size[1]} ({said}); {advice}")


def _sees_images(task: Task) -> bool:
    """Whether the network's input is a stack of images, and not a scene's numbers."""
    return set(task.inputs) <= set(INPUT_CHANNELS)


def _refusal(task: Task, size: tuple[int, int]) -> str | None:
    """The network's error on an image of (height, width), if any."""
    try:
        with torch.no_grad():
            task(torch.zeros(1, count_channels(task.inputs), *size))
    except (RuntimeError, ValueError, AssertionError) as error:
        return flatten(str(error))[:150]
    return None


def leaves_weights_out(task: Task, size: tuple[int, int]) -> bool:
    """Whether some of the network's weights do not affect its output, as in an encoder deeper than needed."""
    if not _sees_images(task):
        return False
    task.eval()
    try:
        out = task(torch.zeros(1, count_channels(task.inputs), *size))
        weights = [weight for weight in task.network.parameters() if weight.requires_grad]
        gradients = torch.autograd.grad(out.sum(), weights, allow_unused=True)
    finally:
        task.train()
    return any(gradient is None for gradient in gradients)


def check_start(task: Task, first: Mapping[str, Any]) -> None:
    """Warn of a frozen encoder with random weights.

    Args:
        task: what is trained, from scratch or from `first`.
        first: the sources of first weights, by setting; None is no source.
    """
    if task.optimisation.freeze_encoder and first and not any(first.values()):
        settings = " or ".join(f"--model.{name}" for name in first)
        log.warning("the encoder is frozen with random weights: give %s", settings)


def check_trainer(task: Task, trainer: Any, patience: int | None) -> None:
    """Refuse settings that Lightning supports with one optimiser only, and patience without a metric to watch.

    Args:
        task: what is trained.
        trainer: the trainer's settings.
        patience: of the run, in epochs.

    Raises:
        ValueError: naming the setting.
    """
    plateau = task.optimisation.schedule == "plateau"
    if trainer.limit_val_batches == 0 and (patience is not None or plateau):
        what = "schedule plateau follows" if plateau else "patience watches"
        raise ValueError(f"{what} {task.monitor[0]}, and trainer.limit_val_batches is 0; leave one out")
    if task.automatic_optimization:
        return
    if trainer.gradient_clip_val is not None:
        raise ValueError("trainer.gradient_clip_val is for tasks with one optimiser; give --model.clip instead")
    if trainer.accumulate_grad_batches > 1:
        raise ValueError("trainer.accumulate_grad_batches is for tasks with one optimiser; give --model.accumulate")

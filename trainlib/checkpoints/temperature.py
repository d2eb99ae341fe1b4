"""Temperature of a cut-out network: its logits divided by one number, which keeps the mask and moves the confidence.

Source: Guo et al. 2017, "On Calibration of Modern Neural Networks". Below 1 mattes get harder, above 1 softer. What
is more product than not stays so.
"""

import math
from typing import Any

from trainlib.checkpoints.layout import CheckpointError

_HEADS = ("segmentation_head.0.weight", "segmentation_head.0.bias")
"""The last layer of networks out of segmentation-models-pytorch, whose output is the logits."""


def with_temperature(checkpoint: dict[str, Any], temperature: float) -> dict[str, Any]:
    """The same checkpoint with its last layer divided by a temperature.

    Args:
        checkpoint: as `read_checkpoint` gives it.
        temperature: above 0.

    Returns:
        A new checkpoint; what was given stays as it was.

    Raises:
        CheckpointError: no such temperature, or a network without such a layer.
    """
    if not 0 < temperature < math.inf:
        raise CheckpointError(f"--temperature {temperature:g}: give a number above 0, such as 0.5")
    weights = dict(checkpoint.get("state_dict", {}))
    heads = [name for name in weights if name.endswith(_HEADS)]
    if not heads:
        raise CheckpointError("--temperature: this network has no last layer that it can be laid into; leave it out")
    for name in heads:
        weights[name] = weights[name] / temperature
    return {**checkpoint, "state_dict": weights}

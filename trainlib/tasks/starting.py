"""First weights: a task's network starts from a pretrained encoder or a trained network."""

from torch import nn

from trainlib.checkpoints import CheckpointError, load_network
from trainlib.checkpoints.pretrained import PretrainedError, find_encoder_weights
from trainlib.models import Segmenter


def start_encoder(network: Segmenter, encoder: str, wanted: str) -> None:
    """Give the encoder its first weights.

    Args:
        network: whose encoder starts from them.
        encoder: the encoder's name.
        wanted: "imagenet" or a file; see `pretrained.find_encoder_weights`.

    Raises:
        PretrainedError: there are none, or they do not fit.
    """
    weights = find_encoder_weights(encoder, wanted)
    try:
        network.adopt_encoder(weights.tensors, weights.mean, weights.std)
    except ValueError as error:
        raise PretrainedError(f"encoder_weights {wanted!r} for {encoder!r}: {error}") from error


def start_network(network: nn.Module, path: str, task: str) -> None:
    """Give the whole network the weights of a checkpoint of the same task.

    Raises:
        CheckpointError: there is none, or its network is another.
    """
    try:
        network.load_state_dict(load_network(path, task).module.state_dict())
    except RuntimeError as error:
        raise CheckpointError(f"{path}: another network than this one; give both the same network") from error

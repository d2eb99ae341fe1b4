"""First weights: how a task's network starts from an encoder that was trained elsewhere."""

from trainlib.models import Segmenter
from trainlib.pretrained import PretrainedError, find_encoder_weights


def start_encoder(network: Segmenter, encoder: str, wanted: str) -> None:
    """Give the encoder its first weights.

    Args:
        network: whose encoder starts from them.
        encoder: the encoder's name.
        wanted: "imagenet" or a file; see `pretrained.find_encoder_weights`.

    Raises:
        PretrainedError: where there are none, or they do not fit.
    """
    weights = find_encoder_weights(encoder, wanted)
    try:
        network.adopt_encoder(weights.tensors, weights.mean, weights.std)
    except ValueError as error:
        raise PretrainedError(f"encoder_weights {wanted!r} for {encoder!r}: {error}") from error

"""Networks on one framed photo: flipping, devices."""

import numpy as np
import pytest
import torch
from inference_networks import Brightness

from trainlib.inference.confidence import confidence
from trainlib.inference.networks import DeviceError, pick_device, predict_matte


def test_flip_averages_what_a_one_sided_network_sees() -> None:
    class Left(Brightness):
        def forward(self, stack):  # type: ignore[no-untyped-def]
            logits = super().forward(stack)
            logits[..., logits.shape[-1] // 2 :] = -100
            return logits

    framed = np.zeros((3, 32, 32), np.float32)
    ahead, mirrored = predict_matte(Left(), framed, pick_device("cpu"), flip=True)
    assert mirrored is not None
    assert ahead[:, :16].min() > 0.99 and ahead[:, 16:].max() < 0.01
    assert mirrored[:, :16].max() < 0.01 and mirrored[:, 16:].min() > 0.99
    assert predict_matte(Left(), framed, pick_device("cpu"), flip=False)[1] is None
    # Both halves at 0.5: no pixel is more product than not.
    assert confidence(ahead, mirrored) == 0


def test_cuda_that_is_not_there_is_said() -> None:
    if torch.cuda.is_available():
        assert pick_device("auto").type == "cuda"
    else:
        with pytest.raises(DeviceError, match="--device cuda"):
            pick_device("cuda")

"""A cut-out network as ONNX, held against PyTorch on pictures before the file is written."""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from trainlib.checkpoints import LoadedNetwork
from trainlib.inference.preprocess import STRIDE, FloatArray
from trainlib.report.files import replace_file

KEY = "packshot"  # the one entry of the file's metadata_props, JSON
INPUT, OUTPUT = "picture", "alpha"
OPSET = 18  # what PyTorch's exporter writes without a conversion of its own


class ExportError(ValueError):
    """An export that cannot be made or may not be kept; the message is one line for the user."""


@dataclass(frozen=True)
class Form:
    """What whoever runs the file feeds it: ``(picture / 255 - mean) / std``, per channel, sRGB.

    Attributes:
        runs_in: who feeds it so.
        mean: by channel.
        std: by channel.
        side: the one height and width it feeds, in pixels; None where the network's own size is fed.
        fit: how a photo comes to that size.
        output: what is done with the output.
    """

    runs_in: str
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    side: int | None
    fit: str
    output: str


PLAIN = Form(
    "any ONNX runtime", (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), None,
    "resized by area into the frame without distortion, in its middle, edges repeated outward",
    "alpha from 0 to 1 of the frame; cut the photo's part out of it and bring it to the photo's size",
)  # fmt: skip
_REMBG_FIT = "squashed to the square by Lanczos and divided by its largest value, by rembg"
_REMBG_OUTPUT = "stretched to 0 to 1 between its least and largest value and resized by Lanczos, by rembg"
# How rembg 2.0's custom sessions normalise: rembg/sessions/u2net_custom.py, dis_custom.py and ben_custom.py (MIT).
REMBG = {
    "u2net_custom": Form(
        "rembg -m u2net_custom", (0.485, 0.456, 0.406), (0.229, 0.224, 0.225), 320, _REMBG_FIT, _REMBG_OUTPUT
    ),
    "dis_custom": Form("rembg -m dis_custom", (0.5, 0.5, 0.5), (1.0, 1.0, 1.0), 1024, _REMBG_FIT, _REMBG_OUTPUT),
    "ben_custom": Form("rembg -m ben_custom", (0.5, 0.5, 0.5), (1.0, 1.0, 1.0), 1024, _REMBG_FIT, _REMBG_OUTPUT),
}


@dataclass(frozen=True)
class Difference:
    """How far ONNX Runtime's alpha is from PyTorch's, over all pixels of ``pictures`` pictures."""

    pictures: int
    largest: float
    mean: float


class CutoutGraph(nn.Module):
    """What is exported: a fed picture [B, 3, H, W] to alpha [B, 1, H, W] in [0, 1].

    Undoes the feeder's normalisation, since the network's own is inside it, and ends in the sigmoid.
    """

    def __init__(self, network: nn.Module, form: Form) -> None:
        super().__init__()
        self.network = network
        self.plain = form == PLAIN
        self.mean: Tensor
        self.std: Tensor
        self.register_buffer("mean", torch.tensor(form.mean).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(form.std).view(1, 3, 1, 1))

    def forward(self, picture: Tensor) -> Tensor:
        """Alpha of what was fed."""
        logits: Tensor = self.network(picture if self.plain else picture * self.std + self.mean)
        return torch.sigmoid(logits)


def side_of(network: LoadedNetwork, form: Form, asked: int | None) -> tuple[int, int]:
    """(height, width) of the exported input, in pixels.

    Raises:
        ExportError: ``asked`` is no multiple of the network's stride, or not what the form feeds.
    """
    if form.side is not None:
        if asked not in (None, form.side):
            raise ExportError(f"--size {asked}: {form.runs_in} always feeds {form.side} pixels; leave --size out")
        return form.side, form.side
    if asked is None:
        height, width = (-(-side // STRIDE) * STRIDE for side in network.size)
        return height, width
    if asked < STRIDE or asked % STRIDE:
        below = max(STRIDE, asked // STRIDE * STRIDE)
        raise ExportError(
            f"--size {asked}: networks take multiples of {STRIDE} pixels; the nearest are {below} and {below + STRIDE}"
        )
    return asked, asked


def export(
    network: LoadedNetwork, out: Path, pictures: Sequence[FloatArray], form: Form, bound: float, origin: dict[str, str]
) -> Difference:
    """Writes the network as ONNX once it gives PyTorch's alpha for the pictures.

    Args:
        network: a cut-out network that sees the picture alone.
        out: the file; replaced whole or not at all.
        pictures: float32 [3, h, w] sRGB in [0, 1], of one size, which becomes the file's; at least one.
        form: who will feed the file.
        bound: the largest difference of alpha that is let through.
        origin: what else the metadata is to say of where the network is from.

    Returns:
        The difference that was found.

    Raises:
        ExportError: the exporter cannot express the network, or a package is missing.
        ExportError: the difference is above ``bound``; no file is written.
        OSError: the file cannot be written.
    """
    if network.inputs != ("picture",):
        raise ExportError(f"the network also wants {', '.join(network.inputs[1:])}, which a photo does not have")
    graph = CutoutGraph(network.module.cpu(), form).eval()
    plain = torch.from_numpy(np.stack(pictures))
    fed = (plain - graph.mean) / graph.std
    model = _trace(graph, fed)
    height, width = fed.shape[-2:]
    about: dict[str, Any] = {
        "format": 1, "task": "cutout", **origin,
        "input": {
            "name": INPUT, "shape": ["batch", 3, height, width], "order": "RGB", "colours": "sRGB",
            "feed": "(picture / 255 - mean) / std", **asdict(form),
        },
        "output": {"name": OUTPUT, "shape": ["batch", 1, height, width], "range": [0, 1]},
    }  # fmt: skip
    model.metadata_props.add(key=KEY, value=json.dumps(about))
    encoded = model.SerializeToString()
    found = compare(encoded, graph, fed)
    if not found.largest <= bound:
        raise ExportError(
            f"ONNX Runtime's alpha differs from PyTorch's by up to {found.largest:.2g}, more than the bound {bound:g};"
            " nothing was written"
        )
    replace_file(out, encoded)
    return found


def _trace(graph: CutoutGraph, fed: Tensor) -> Any:
    """The graph as an ``onnx.ModelProto`` whose batch is free."""
    try:
        import onnx
        import onnxscript  # noqa: F401  the exporter's own need, asked for here to say so in one line
    except ImportError as error:
        raise ExportError(
            f"export needs the package {error.name}; pip install onnx onnxruntime onnxscript"
        ) from error
    quiet = logging.getLogger("torch.onnx")
    level = quiet.level
    quiet.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecations within the exporter itself
            example = torch.cat([fed[:1], fed[:1]])  # two: PyTorch takes a batch of one for a constant
            program = torch.onnx.export(
                graph, (example,), dynamo=True, verbose=False, opset_version=OPSET,
                input_names=[INPUT], output_names=[OUTPUT],
                dynamic_shapes=({0: torch.export.Dim("batch", min=1)},),
            )  # fmt: skip
        assert program is not None
        with io.BytesIO() as buffer:
            onnx.save_model(program.model_proto, buffer)
            model = onnx.load_model_from_string(buffer.getvalue())
        onnx.checker.check_model(model)
    except Exception as error:  # the exporter raises whatever the network's operators make it stumble over
        reason = " ".join(str(error).split())[:200]
        raise ExportError(f"PyTorch cannot express this network as ONNX: {reason}") from error
    finally:
        quiet.setLevel(level)
    return model


@torch.inference_mode()
def compare(encoded: bytes, graph: nn.Module, fed: Tensor) -> Difference:
    """Runs ONNX bytes and the module on a batch [B, 3, H, W], together and, the first, alone."""
    try:
        import onnxruntime
    except ImportError as error:
        raise ExportError(f"export needs the package {error.name}; pip install onnxruntime") from error
    session = onnxruntime.InferenceSession(encoded, providers=["CPUExecutionProvider"])
    expected = graph(fed).numpy()
    name = session.get_inputs()[0].name
    together = session.run(None, {name: fed.numpy()})[0]
    alone = session.run(None, {name: fed[:1].numpy()})[0]
    differences = np.abs(np.concatenate([together, alone]) - np.concatenate([expected, expected[:1]]))
    return Difference(len(fed), float(differences.max()), float(differences.mean()))


def drawn_pictures(size: tuple[int, int], count: int = 4) -> list[FloatArray]:
    """Pictures to compare on where there are no photos: soft discs on noisy ramps; float32 [3, h, w] in [0, 1]."""
    rng = np.random.default_rng(20)
    height, width = size
    y, x = np.mgrid[:height, :width].astype(np.float32) / np.float32(max(size))
    pictures = []
    for _ in range(count):
        low, high, colour = rng.random((3, 3, 1, 1), dtype=np.float32)
        disc = 1 / (1 + np.exp((np.hypot(y - rng.uniform(0.3, 0.7), x - rng.uniform(0.3, 0.7)) - 0.25) * 80))
        ramp = low + (high - low) * x + rng.normal(0, 0.03, (3, height, width))
        pictures.append(np.clip(ramp * (1 - disc) + colour * disc, 0, 1).astype(np.float32))
    return pictures

"""A network as ONNX, held against PyTorch on images before the file is written."""

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
from trainlib.images.arrays import Float32Array
from trainlib.inference.export_graphs import Exported, ExportError, graph_of
from trainlib.inference.input_formats import InputFormat
from trainlib.inference.synthetic import synthetic_alpha
from trainlib.models.network_config import STRIDE
from trainlib.records.files import replace_file

KEY = "packshot"  # the one entry of the file's metadata_props, JSON
FORMAT = 3  # of that entry
OPSET = 18  # what PyTorch's exporter writes without a conversion of its own


@dataclass(frozen=True)
class Difference:
    """How far ONNX Runtime's answer is from PyTorch's, over all pixels of `images` images."""

    images: int
    largest: float
    mean: float


def input_size(network: LoadedNetwork, input_format: InputFormat, asked: int | None) -> tuple[int, int]:
    """(height, width) of the exported input, in pixels.

    Raises:
        ExportError: `asked` is not a multiple of the network's stride, or not what the runtime feeds.
    """
    if input_format.side is not None:
        if asked not in (None, input_format.side):
            raise ExportError(
                f"--size {asked}: {input_format.runtime} always feeds {input_format.side} pixels; leave --size out"
            )
        return input_format.side, input_format.side
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
    network: LoadedNetwork,
    out: Path,
    images: Sequence[Float32Array],
    input_format: InputFormat,
    bound: float,
    origin: dict[str, str],
) -> Difference:
    """Write the network as ONNX once it gives PyTorch's answer for the images.

    Args:
        network: a cut-out network that takes the image alone, or a relight network that takes it, with alpha or not.
        out: the file; replaced whole or not at all.
        images: float32 [3, h, w] sRGB in [0, 1], of one size, which becomes the file's; at least one. A network that
            also takes alpha is fed a synthetic one with them.
        input_format: how the file will be fed.
        bound: the largest difference of any output that is let through.
        origin: what else the metadata is to say of where the network is from.

    Returns:
        The difference that was found.

    Raises:
        ExportError: the exporter cannot express the network, or a package is missing.
        ExportError: the difference is above `bound`; no file is written.
        OSError: the file cannot be written.
    """
    graph = graph_of(network, input_format)
    fed = _as_fed(graph, images, input_format)
    model = _trace(graph, fed)
    about = _describe(network, graph, input_format, (fed.shape[-2], fed.shape[-1]))
    model.metadata_props.add(key=KEY, value=json.dumps(about | origin))
    encoded = model.SerializeToString()
    found = _compare(encoded, graph.module, fed)
    if not found.largest <= bound:
        raise ExportError(
            f"ONNX Runtime's {' and '.join(graph.outputs)} differ from PyTorch's by up to {found.largest:.2g}, more"
            f" than the bound {bound:g}; nothing was written"
        )
    replace_file(out, encoded)
    return found


def _as_fed(graph: Exported, images: Sequence[Float32Array], input_format: InputFormat) -> Tensor:
    """Images as the file will be fed them, [B, channels, H, W]."""
    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (input_format.mean, input_format.std))
    fed = (torch.from_numpy(np.stack(images)) - mean) / std
    if len(graph.channels) == 3:
        return fed
    alpha = torch.from_numpy(synthetic_alpha((fed.shape[-2], fed.shape[-1])))
    return torch.cat([fed, alpha.expand(len(fed), 1, -1, -1)], dim=1)


def _describe(
    network: LoadedNetwork, graph: Exported, input_format: InputFormat, size: tuple[int, int]
) -> dict[str, Any]:
    """What the file's metadata says: all that it takes to run it."""
    return {
        "format": FORMAT,
        "task": network.task,
        "inputs": network.inputs,
        "input": {
            "name": graph.input,
            "shape": ["batch", len(graph.channels), *size],
            "order": " ".join(graph.channels),
            "colours": "sRGB",
            "feed": "(image / 255 - mean) / std",
            **asdict(input_format),
        },
        "outputs": [
            {"name": name, "shape": ["batch", channels, *size], "range": [0, 1]}
            for name, channels in graph.outputs.items()
        ],
    }


def _trace(graph: Exported, fed: Tensor) -> Any:
    """The graph as an `onnx.ModelProto` whose batch is free."""
    try:
        import onnx
        import onnxscript  # noqa: F401  the exporter's own need, asked for here to say so in one line
    except ImportError as error:
        raise ExportError(f"export needs the package {error.name}; pip install onnx onnxruntime onnxscript") from error
    quiet = logging.getLogger("torch.onnx")
    level = quiet.level
    quiet.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecations within the exporter itself
            example = torch.cat([fed[:1], fed[:1]])  # two: PyTorch takes a batch of one for a constant
            program = torch.onnx.export(
                graph.module,
                (example,),
                dynamo=True,
                verbose=False,
                opset_version=OPSET,
                input_names=[graph.input],
                output_names=list(graph.outputs),
                dynamic_shapes=({0: torch.export.Dim("batch", min=1)},),
            )
        assert program is not None
        with io.BytesIO() as buffer:
            onnx.save_model(program.model_proto, buffer)
            model = onnx.load_model_from_string(buffer.getvalue())
        onnx.checker.check_model(model)
    except Exception as error:  # the exporter may raise anything on an operator that it does not know
        reason = " ".join(str(error).split())[:200]
        raise ExportError(f"PyTorch cannot express this network as ONNX: {reason}") from error
    finally:
        quiet.setLevel(level)
    return model


@torch.inference_mode()
def _compare(encoded: bytes, graph: nn.Module, fed: Tensor) -> Difference:
    """Run ONNX bytes and the module on a batch [B, C, H, W], together and, the first, alone."""
    try:
        import onnxruntime
    except ImportError as error:
        raise ExportError(f"export needs the package {error.name}; pip install onnxruntime") from error
    session = onnxruntime.InferenceSession(encoded, providers=["CPUExecutionProvider"])
    answer = graph(fed)
    expected = [one.numpy() for one in (answer if isinstance(answer, tuple) else (answer,))]
    name = session.get_inputs()[0].name
    differences = []
    for batch in (fed, fed[:1]):
        for found, right in zip(session.run(None, {name: batch.numpy()}), expected, strict=True):
            differences.append(np.abs(found - right[: len(batch)]).ravel())
    together = np.concatenate(differences)
    return Difference(len(fed), float(together.max()), float(together.mean()))

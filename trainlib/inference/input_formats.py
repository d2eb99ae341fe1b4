"""How the programs that run an exported network feed it images."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class InputFormat:
    """The input that a runtime feeds the file: `(image / 255 - mean) / std`, per channel, sRGB.

    Attributes:
        runtime: the program.
        mean: by channel.
        std: by channel.
        side: the fixed height and width, in pixels; None for the network's own size.
        fit: how a photo is resized.
        output: what is done with the output.
    """

    runtime: str
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    side: int | None
    fit: str
    output: str


_FIT = "resized by area into the frame without distortion, in its middle, edges repeated outward"
PLAIN = InputFormat(
    "any ONNX runtime",
    (0.0, 0.0, 0.0),
    (1.0, 1.0, 1.0),
    None,
    _FIT,
    "alpha from 0 to 1 of the frame; cut the photo's part out of it and bring it to the photo's size",
)
RELIGHT = InputFormat(
    "any ONNX runtime",
    (0.0, 0.0, 0.0),
    (1.0, 1.0, 1.0),
    None,
    _FIT,
    "the packshot of the frame, sRGB from 0 to 1, and how much its white is darkened; cut the photo's part out of them",
)
_REMBG_FIT = "squashed to the square by Lanczos and divided by its largest value, by rembg"
_REMBG_OUTPUT = "stretched to 0 to 1 between its least and largest value and resized by Lanczos, by rembg"
# How rembg 2.0's custom sessions normalise: rembg/sessions/u2net_custom.py, dis_custom.py and ben_custom.py (MIT).
REMBG = {
    "u2net_custom": InputFormat(
        "rembg -m u2net_custom", (0.485, 0.456, 0.406), (0.229, 0.224, 0.225), 320, _REMBG_FIT, _REMBG_OUTPUT
    ),
    "dis_custom": InputFormat("rembg -m dis_custom", (0.5, 0.5, 0.5), (1.0, 1.0, 1.0), 1024, _REMBG_FIT, _REMBG_OUTPUT),
    "ben_custom": InputFormat("rembg -m ben_custom", (0.5, 0.5, 0.5), (1.0, 1.0, 1.0), 1024, _REMBG_FIT, _REMBG_OUTPUT),
}

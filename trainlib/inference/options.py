"""The command line of ``predict``, and what its words mean together."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from trainlib.inference.framing import FILL, Frame
from trainlib.inference.held_out import SPLITS
from trainlib.mistakes import OneLineParser

OUTPUTS = ("mask", "cutout", "packshot")
TTA = ("none", "flip", "flips+scales")
_CANVAS_MOST = 20_000  # pixels a side


class OptionError(ValueError):
    """Options that mean nothing together; the message is one line for the user."""


def parser() -> argparse.ArgumentParser:
    """The command line of ``predict``."""
    result = OneLineParser(
        prog="python -m trainlib predict",
        description="Cuts products out of photos and lays them on pure white, at full size. Writes"
        " NAME.cutout.png, NAME.mask.png and NAME.packshot.png for each photo, and index.html with all of"
        " them, unsure ones first. Run again, it goes on where it was stopped.",
        epilog="Exit code: 0 if there is a result of at least one photo, 1 if of none, 2 if it could not"
        " start, 130 if it was interrupted.",
    )
    add = result.add_argument
    add("--photos", type=Path, required=True, help="a photo, a folder of photos, or a dataset")
    add(
        "--split",
        choices=SPLITS,
        default="test",
        help="where --photos is a packshot dataset: whose inputs to take (default: test)",
    )
    add("--out", type=Path, required=True, help="the folder for the results")
    add("--cutout", type=Path, required=True, metavar="CKPT", help="a cut-out network, or its ONNX file")
    add("--relight", type=Path, metavar="CKPT", help="a relight network, for studio light")
    add("--recursive", action="store_true", help="look into subfolders too; results lie in folders of the same names")
    add("--device", choices=("auto", "cpu", "cuda"), default="auto", help="auto takes a GPU where there is one")
    add("--overwrite", action="store_true", help="make again what is there already")
    add(
        "--write",
        type=_outputs,
        default=OUTPUTS,
        metavar="WHAT",
        help="which files, of mask (grey, soft), cutout (RGBA, colours without halo) and packshot (on white), with"
        " commas between (default: all)",
    )
    quality = result.add_argument_group("how carefully")
    quality.add_argument(
        "--tta",
        choices=TTA,
        default="flip",
        help="test-time averaging. flip: the photo and its mirror image, better edges and a better confidence for"
        " twice the time in the network; flips+scales: that at 0.75, 1 and 1.25 of the network's size, about six times"
        " the time, for products whose edges one size misses; none: one look (default: flip)",
    )
    quality.add_argument(
        "--double-pass",
        action="store_true",
        help="cut out once to find the product, then again on a crop around it that fills the network's frame: finer"
        " edges where the product is small in the photo, for twice the time; nothing changes where it is large",
    )
    look = result.add_argument_group("the packshot's look")
    look.add_argument(
        "--colours",
        choices=("relit", "own"),
        help="relit: in the light that --relight gives (the default with it); own: the photo's own colours",
    )
    look.add_argument(
        "--shadow",
        choices=("none", "soften", "keep"),
        default="none",
        help="the soft shadow under the product: none (pure white); keep (as found), soften (half as dark, and"
        " blurred). It is the relight network's where --relight is given, else the photo's own darkening of the floor"
        " around the product's foot, which is right on even floors and a guess on patterned ones (default: none)",
    )
    look.add_argument(
        "--fill",
        type=float,
        metavar="SHARE",
        help=f"centre the product and let it take this share of the canvas, 0.1 to 1 (with --square or --canvas {FILL},"
        " which shops ask for; without any of the three the packshot lies over the photo pixel for pixel)",
    )
    look.add_argument("--square", action="store_true", help="a square canvas; else it has the photo's proportions")
    look.add_argument(
        "--canvas",
        type=_canvas,
        metavar="WxH",
        help="a canvas of so many pixels, such as 2000x2000; the product is resized to fit (default: the product"
        " keeps its pixels and the canvas follows)",
    )
    return result


def frame_of(options: argparse.Namespace) -> Frame | None:
    """How the packshot is framed; None where it lies over the photo.

    Raises:
        OptionError: the fill is out of range, or a canvas has two shapes.
    """
    if options.square and options.canvas is not None and options.canvas[0] != options.canvas[1]:
        raise OptionError("--square and --canvas: the canvas is not square; give one of the two")
    if options.fill is None and not options.square and options.canvas is None:
        return None
    fill = FILL if options.fill is None else options.fill
    if not 0.1 <= fill <= 1:
        raise OptionError(f"--fill {fill:g}: a share of the canvas from 0.1 to 1, such as {FILL}")
    return Frame(fill, options.square, options.canvas)


def own_colours(options: argparse.Namespace) -> bool:
    """Whether the product keeps the photo's colours.

    Raises:
        OptionError: relit colours are asked for without a network that could give them.
    """
    if options.colours == "relit" and options.relight is None:
        raise OptionError("--colours relit: needs a relight network; give --relight CKPT")
    return options.colours == "own" or options.relight is None


def settings_of(options: argparse.Namespace, frame: Frame | None) -> dict[str, object]:
    """All that changes what a result's files hold, JSON-able."""
    return {
        "tta": options.tta,
        "double_pass": options.double_pass,
        "own_colours": own_colours(options),
        "shadow": options.shadow,
        "frame": None if frame is None else [frame.fill, frame.square, frame.canvas],
    }


def _outputs(words: str) -> tuple[str, ...]:
    asked = [word.strip() for word in words.split(",") if word.strip()]
    wrong = [word for word in asked if word not in OUTPUTS]
    if wrong or not asked:
        raise argparse.ArgumentTypeError(f"{words!r}: give any of {', '.join(OUTPUTS)}, with commas between")
    return tuple(kind for kind in OUTPUTS if kind in asked)


def _canvas(words: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d+)[x×](\d+)", words.strip().lower())
    if match is None or not all(1 <= int(side) <= _CANVAS_MOST for side in match.groups()):
        raise argparse.ArgumentTypeError(
            f"{words!r}: give width x height in pixels, such as 2000x2000, at most {_CANVAS_MOST} each"
        )
    return int(match[1]), int(match[2])

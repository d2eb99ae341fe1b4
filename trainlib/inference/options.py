"""The command line of `predict`, and checks of its options."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import get_args

from trainlib.console.cli_errors import OneLineParser
from trainlib.images.photos import MAX_PIXELS
from trainlib.inference.framing import FILL, Frame
from trainlib.inference.network_options import add_device, add_networks
from trainlib.inference.settings import PipelineSettings, Shadow, Tta
from trainlib.records.dataset import SPLITS

OUTPUTS = ("mask", "cutout", "packshot", "relit")
_CANVAS_MOST = 20_000  # pixels a side
_MARGIN_MOST = 45  # percent; the product keeps a tenth


class OptionError(ValueError):
    """Options that contradict each other; the message is one line for the user."""


def parser() -> argparse.ArgumentParser:
    """The command line of `predict`."""
    result = OneLineParser(
        prog="python -m trainlib predict",
        description="Cuts products out of photos and lays them on pure white, at full size. Writes"
        " NAME.cutout.png, NAME.mask.png and NAME.packshot.png for each photo, and index.html with all of"
        " them, unsure ones first. Run again, it continues where it was stopped.",
        epilog="For a shop that asks for 2000 x 2000 pixels and 85 percent: --canvas 2000x2000 --fill 0.85. For"
        " cut-outs alone, over the photos pixel for pixel: --write cutout. For products that are small in their photo:"
        " --two-pass."
        " Exit code: 0 if there is a result of at least one photo, 1 if of none, 2 if it could not"
        " start, 130 if it was interrupted.",
    )
    _add_files(result)
    _add_quality(result)
    _add_packshot(result)
    return result


def _add_files(parser: argparse.ArgumentParser) -> None:
    """The options for input, networks and output."""
    add = parser.add_argument
    add("--photos", type=Path, required=True, help="a photo, a folder of photos, or a dataset")
    add(
        "--split",
        choices=SPLITS,
        default="test",
        help="where --photos is a packshot dataset: whose inputs to take (default: test)",
    )
    add("--out", type=Path, required=True, help="the folder for the results")
    add_networks(parser)
    add("--recursive", action="store_true", help="also search subfolders; results are in folders of the same names")
    add_device(parser)
    add("--overwrite", action="store_true", help="make results again that are there")
    add(
        "--write",
        type=_outputs,
        default=OUTPUTS[:3],
        metavar="WHAT",
        help="which files, of mask (grey, soft), cutout (RGBA, the photo's colours without halo), packshot (on white)"
        " and relit (RGBA in the light of --relight), with commas between (default: mask,cutout,packshot)",
    )


def _add_quality(parser: argparse.ArgumentParser) -> None:
    """The options that take longer and cut out better."""
    group = parser.add_argument_group("quality")
    group.add_argument(
        "--tta",
        choices=get_args(Tta),
        default="flip",
        help="test-time augmentation. flip: averages the photo and its mirror image, for better edges and a better"
        " confidence in twice the time; flips+scales: both at 0.75, 1 and 1.25 of the network's size, in six times"
        " the time; none: the photo alone (default: flip)",
    )
    group.add_argument(
        "--two-pass",
        action="store_true",
        help="cut out once to find the product, then again on a crop around it that fills the network's frame: finer"
        " edges where the product is small in the photo, for twice the time; nothing changes where it is large."
        " Compare the results: networks that were never trained on close views do no better",
    )
    add_grabcut(group)


def add_grabcut(parser: argparse._ActionsContainer) -> None:
    """Add --no-grabcut to a parser or a group of options."""
    parser.add_argument(
        "--no-grabcut",
        dest="grabcut",
        action="store_false",
        help="leave as it is what the network is in doubt about; else GrabCut decides it by the colours of what the"
        " network is sure of. For products that are half transparent",
    )


def _add_packshot(parser: argparse.ArgumentParser) -> None:
    """The options for packshots."""
    group = parser.add_argument_group("the packshot")
    group.add_argument(
        "--colours",
        choices=("relit", "own"),
        help="relit: in the light that --relight gives (the default with it); own: the photo's own colours",
    )
    group.add_argument(
        "--shadow",
        choices=get_args(Shadow),
        default="none",
        help="the soft shadow under the product: none (pure white); keep (as found), soften (half as dark, and"
        " blurred). It is the relight network's where --relight is given and it draws one, else the photo's own"
        " darkening of the floor around the product's foot, which is right on even floors and a guess on patterned"
        " ones (default: none)",
    )
    group.add_argument(
        "--fill",
        type=float,
        metavar="SHARE",
        help="centre the product and let it take this share of the canvas, 0.1 to 1 (with --square or --canvas alone"
        f" {FILL}, which shops ask for; without any of the four the packshot lies over the photo pixel for pixel)",
    )
    group.add_argument(
        "--margin",
        type=read_margin,
        metavar="N|N%",
        help="centre the product and leave at least this much white on each side of it, soft edges and all: pixels of"
        " the canvas, such as 50, or a share of its width and height, such as 5%%; with --fill the stricter of the two"
        " holds",
    )
    group.add_argument("--square", action="store_true", help="a square canvas; else it has the photo's proportions")
    group.add_argument(
        "--canvas",
        type=read_canvas,
        metavar="WxH",
        help="the canvas in pixels, such as 2000x2000; the product is resized to fit (default: the product"
        " keeps its pixels and the canvas follows)",
    )


def frame_of(options: argparse.Namespace) -> Frame | None:
    """How the packshot is framed; None to keep the photo's framing.

    Raises:
        OptionError: the fill is out of range, the margin leaves nothing, or a canvas has two shapes.
    """
    square, canvas = options.square, options.canvas
    if square and canvas is not None and canvas[0] != canvas[1]:
        raise OptionError("--square and --canvas: the canvas is not square; give one of the two")
    if options.fill is None and options.margin is None and not square and canvas is None:
        return None
    fill = options.fill if options.fill is not None else FILL if options.margin is None else 1.0
    if not 0.1 <= fill <= 1:
        raise OptionError(f"--fill {fill:g}: a share of the canvas from 0.1 to 1, such as {FILL}")
    pixels, share = options.margin or (0, 0.0)
    if canvas is not None and 2 * pixels > 0.9 * min(canvas):
        raise OptionError(f"--margin {pixels}: leaves no room for a product on a canvas of {canvas[0]} x {canvas[1]}")
    return Frame(fill, square, canvas, pixels, share)


def settings_of(options: argparse.Namespace) -> PipelineSettings:
    """How the pipeline treats every photo.

    Raises:
        OptionError: relit colours are asked for without a network that could give them, or beside own ones.
    """
    if "relit" in options.write and (options.relight is None or options.colours == "own"):
        hint = "give --relight CKPT" if options.relight is None else "leave --colours own out"
        raise OptionError(f"--write relit: needs the colours of a relight network; {hint}")
    if options.colours == "relit" and options.relight is None:
        raise OptionError("--colours relit: needs a relight network; give --relight CKPT")
    own_colours = options.colours == "own" or options.relight is None
    quality = options.tta, options.two_pass
    return PipelineSettings(options.device, *quality, options.shadow, own_colours, options.grabcut)


def _outputs(words: str) -> tuple[str, ...]:
    asked = [word.strip() for word in words.split(",") if word.strip()]
    wrong = [word for word in asked if word not in OUTPUTS]
    if wrong or not asked:
        raise argparse.ArgumentTypeError(f"{words!r}: give any of {', '.join(OUTPUTS)}, with commas between")
    return tuple(kind for kind in OUTPUTS if kind in asked)


def read_margin(words: str) -> tuple[int, float]:
    """(pixels, share) of words such as `50` or `5%`; one of the two is 0.

    Raises:
        argparse.ArgumentTypeError: the words are neither, or a share leaves too little.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%|px)?", words.strip().lower())
    number, unit = (match[1], match[2]) if match else ("", "")
    if unit == "%" and float(number) <= _MARGIN_MOST:
        return 0, float(number) / 100
    if unit in (None, "px") and number.isdigit():
        return int(number), 0.0
    raise argparse.ArgumentTypeError(f"{words!r}: give pixels, such as 50, or a share up to {_MARGIN_MOST} %, as 5%")


def read_canvas(words: str) -> tuple[int, int]:
    """(width, height) of words such as `2000x2000`.

    Raises:
        argparse.ArgumentTypeError: the words are no size, or one that is too large.
    """
    match = re.fullmatch(r"(\d+)[x×](\d+)", words.strip().lower())
    width, height = (int(side) for side in match.groups()) if match else (0, 0)
    if not (1 <= width <= _CANVAS_MOST and 1 <= height <= _CANVAS_MOST and width * height <= MAX_PIXELS):
        raise argparse.ArgumentTypeError(
            f"{words!r}: give width x height in pixels, such as 2000x2000, at most {_CANVAS_MOST} each and"
            f" {MAX_PIXELS // 1_000_000} megapixels"
        )
    return width, height

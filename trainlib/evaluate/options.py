"""The command line of `evaluate`, and checks of its options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from trainlib.console.cli_errors import OneLineParser
from trainlib.evaluate.marketplace import LIMITS, read_limits
from trainlib.evaluate.measuring import METRICS
from trainlib.images.errors import PhotoError
from trainlib.inference.framing import FILL
from trainlib.inference.network_options import add_device
from trainlib.inference.options import add_grabcut
from trainlib.inference.settings import Tta
from trainlib.records.dataset import SPLITS

PHOTO_FRAMING = "photo"


def parser() -> argparse.ArgumentParser:
    """The command line of `evaluate`."""
    result = OneLineParser(
        prog="python -m trainlib evaluate",
        usage="%(prog)s PHOTOS --ground-truth DIR (--cutout CKPT … | --masks DIR …) --out DIR [option …]\n"
        "       %(prog)s DATASET (--cutout CKPT … | --masks DIR …) --out DIR [option …]\n"
        "       %(prog)s DATASET --relight NAME|FILE … --out DIR [option …]\n"
        "       %(prog)s --packshots DIR … --out DIR [option …]",
        description="Measures cut-outs on photos with ground truth, each at its own size: networks as `predict` runs"
        " them, and folders of masks that other tools made, side by side; relight networks on a dataset's pairs; or"
        " finished packshots alone, as a marketplace does."
        " Writes index.html (the worst photos first), photos.csv, overall.csv, pairs.csv, thresholds.csv,"
        " packshots.csv, limits.csv and evaluation.json. Run again, it continues where it was stopped.",
        epilog="Example: evaluate photos --ground-truth cutouts --cutout out/train/a/best.ckpt --cutout b=other.ckpt"
        " --masks rembg=masks/rembg --out out/evaluated. Exit code: 0 if at least one photo was evaluated, 1 if none"
        " was, 2 if it could not start, 130 if it was interrupted.",
        allow_abbrev=False,
    )
    _add_inputs(result)
    _add_evaluated(result)
    _add_running(result)
    _add_marketplace(result)
    _add_display(result)
    return result


def _add_inputs(parser: argparse.ArgumentParser) -> None:
    """The photos, their ground truth, and where results go."""
    parser.add_argument("photos", type=Path, nargs="?", help="a folder of photos, or a packshot dataset")
    parser.add_argument(
        "--ground-truth",
        type=Path,
        metavar="DIR",
        help="masks (1 bit or grey, white is product) or cut-outs (transparent), named as the photos up to the suffix;"
        " a dataset brings its own",
    )
    parser.add_argument(
        "--split", choices=SPLITS, default="test", help="of a dataset or a splits.json: which split (default: test)"
    )
    parser.add_argument(
        "--list",
        type=Path,
        metavar="FILE",
        help="evaluate only these: a name a line, or the splits.json that `fit` leaves beside a run on"
        " photos, whose --split is taken",
    )
    parser.add_argument("--out", type=Path, required=True, help="the folder for tables, pictures and the page")


def _add_evaluated(parser: argparse.ArgumentParser) -> None:
    """Networks, masks and packshots."""
    group = parser.add_argument_group("what is evaluated")
    group.add_argument(
        "--cutout",
        action="extend",
        nargs="+",
        default=[],
        metavar="NAME|FILE",
        help="cut-out networks: checkpoints, ONNX files, or names of those that ship; LABEL=FILE gives one a name",
    )
    group.add_argument(
        "--masks",
        action="extend",
        nargs="+",
        default=[],
        metavar="DIR",
        help="folders of masks or cut-outs, NAME.png, or NAME.cutout.png and NAME.mask.png as `predict`"
        " writes them; LABEL=DIR names it",
    )
    group.add_argument(
        "--relight",
        action="extend",
        nargs="+",
        default=[],
        metavar="NAME|FILE",
        help="relight networks, on a dataset's pairs: the product's colours beside its packshot's, the photo's own and"
        " grey-world balance; LABEL=FILE gives one a name",
    )
    group.add_argument(
        "--packshots",
        action="extend",
        nargs="+",
        default=[],
        metavar="DIR",
        help="folders of finished packshots, NAME.packshot.png where there are such, else"
        " NAME.png: pictures on white, or cut-outs; evaluated without photos and ground truth, by what can be"
        " seen",
    )


def _add_running(parser: argparse.ArgumentParser) -> None:
    """As `predict` has them."""
    group = parser.add_argument_group("how networks are run")
    group.add_argument(
        "--stage",
        choices=("predict", "raw", "both"),
        default="predict",
        help="evaluate what `predict` makes of a network's matte (default), the network alone (photo reduced by area,"
        " matte enlarged by cubic), or both side by side",
    )
    group.add_argument("--tta", choices=get_args(Tta), default="flip", help="as in `predict` (default: flip)")
    group.add_argument("--two-pass", action="store_true", help="as in `predict`")
    add_grabcut(group)
    add_device(group)


def _add_marketplace(parser: argparse.ArgumentParser) -> None:
    """How packshots are framed, and what a marketplace allows."""
    group = parser.add_argument_group("as a marketplace checks packshots")
    group.add_argument(
        "--fill",
        type=_fill,
        default=FILL,
        metavar="SHARE",
        help=f"frame each cut-out's packshot as `predict --fill` does (default: {FILL}); fill and centring are those of"
        f" the product in it, without background kept elsewhere; {PHOTO_FRAMING} takes the photo's own framing",
    )
    group.add_argument(
        "--limits",
        action="extend",
        nargs="+",
        default=[],
        metavar="NAME=SHARE",
        help="other limits than "
        + ", ".join(f"{one.metric} {one.shown}" for one in LIMITS)
        + "; NAME=none takes one away",
    )


def _add_display(parser: argparse.ArgumentParser) -> None:
    """What the page shows, and how sure its numbers are."""
    group = parser.add_argument_group("how it is shown")
    group.add_argument(
        "--order",
        choices=tuple(METRICS),
        metavar="METRIC",
        help="what the worst photos are worst by (default: dice, of finished packshots failed), of "
        + ", ".join(METRICS),
    )
    group.add_argument("--shown", type=_at_least(0), default=200, metavar="N", help="photos on the page (default: 200)")
    group.add_argument("--seed", type=int, default=7, help="of the bootstrap's draws (default: 7)")
    group.add_argument("--resamples", type=_at_least(1), default=10_000, metavar="N", help="draws (default: 10000)")
    group.add_argument("--overwrite", action="store_true", help="evaluate again what is done already")


def check_options(options: argparse.Namespace) -> None:
    """Refuse contradictory options, and read the limits.

    Raises:
        PhotoError: the options are wrong.
    """
    if options.packshots:
        given = {
            "PHOTOS": options.photos,
            "--ground-truth": options.ground_truth,
            "--list": options.list,
            "--cutout": options.cutout,
            "--masks": options.masks,
            "--relight": options.relight,
        }
        for name, value in given.items():
            if value:
                raise PhotoError(
                    f"--packshots and {name}: finished packshots are evaluated by themselves; give one of the two"
                )
    elif options.photos is None:
        raise PhotoError("nothing to evaluate on: give a folder of photos or a dataset, or --packshots DIR")
    elif options.relight and (options.cutout or options.masks or options.ground_truth or options.list):
        raise PhotoError("--relight: relight networks are evaluated by themselves, on a dataset; leave the rest out")
    elif not options.cutout and not options.masks and not options.relight:
        raise PhotoError("nothing to evaluate: give --cutout CKPT, --masks DIR or --relight CKPT")
    options.limits = read_limits(options.limits)
    if options.out.exists() and not options.out.is_dir():
        raise PhotoError(f"--out {options.out}: is a file; give a folder")
    inputs = [path.resolve() for path in (options.photos, options.ground_truth) if path is not None]
    if options.out.resolve() in inputs:
        raise PhotoError(f"--out {options.out}: holds what is evaluated; give another folder")


def _fill(word: str) -> float | None:
    """A share of the canvas, or None for the photo's own framing."""
    if word == PHOTO_FRAMING:
        return None
    try:
        share = float(word)
    except ValueError:
        share = 0.0
    if not 0.1 <= share <= 1:
        raise argparse.ArgumentTypeError(f"a share of the canvas from 0.1 to 1, such as {FILL}, or {PHOTO_FRAMING}")
    return share


def _at_least(least: int) -> Callable[[str], int]:
    """The type of whole numbers from `least` on."""

    def number(word: str) -> int:
        if not word.isdecimal() or int(word) < least:
            raise argparse.ArgumentTypeError(f"{word!r}: give a whole number of at least {least}")
        return int(word)

    return number

"""The command line of ``evaluate``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import get_args

from trainlib.console.cli_errors import OneLineParser
from trainlib.evaluate.judging import METRICS
from trainlib.evaluate.marketplace import LIMITS
from trainlib.inference.framing import FILL
from trainlib.inference.settings import Tta
from trainlib.records.dataset import SPLITS

PHOTO_FRAMING = "photo"


def parser() -> argparse.ArgumentParser:
    """The command line of ``evaluate``."""
    result = OneLineParser(
        prog="python -m trainlib evaluate",
        usage="%(prog)s PHOTOS --truth DIR (--cutout CKPT … | --masks DIR …) --out DIR [option …]\n"
        "       %(prog)s DATASET (--cutout CKPT … | --masks DIR …) --out DIR [option …]\n"
        "       %(prog)s --packshots DIR … --out DIR [option …]",
        description="Judges cut-outs on photos with truth, each at its own size: networks as `predict` runs them, and"
        " folders of masks that other tools made, side by side; or finished packshots alone, as a marketplace does."
        " Writes index.html (the worst photos first), photos.csv, overall.csv, pairs.csv, thresholds.csv,"
        " packshots.csv, limits.csv and evaluation.json. Run again, it goes on where it was stopped.",
        epilog="Example: evaluate photos --truth cutouts --cutout out/train/a/best.ckpt --cutout b=other.ckpt"
        " --masks rembg=masks/rembg --out out/judged. Exit code: 0 if at least one photo was judged, 1 if none was,"
        " 2 if it could not start, 130 if it was interrupted.",
        allow_abbrev=False,
    )
    result.add_argument("photos", type=Path, nargs="?", help="a folder of photos, or a packshot dataset")
    result.add_argument(
        "--truth",
        type=Path,
        metavar="DIR",
        help="masks (1 bit or grey, white is product) or cut-outs (transparent), named as the photos up to the suffix;"
        " a dataset brings its own",
    )
    result.add_argument(
        "--split", choices=SPLITS, default="test", help="of a dataset or a splits.json: which split (default: test)"
    )
    result.add_argument(
        "--list",
        type=Path,
        metavar="FILE",
        help="judge only these: a name a line, or the splits.json that `fit` leaves beside a run on"
        " photos, whose --split is taken",
    )
    result.add_argument("--out", type=Path, required=True, help="the folder for tables, pictures and the page")
    who = result.add_argument_group("who is judged")
    who.add_argument(
        "--cutout",
        action="append",
        nargs="+",
        default=[],
        metavar="CKPT",
        help="cut-out networks; LABEL=CKPT gives one a name",
    )
    who.add_argument(
        "--masks",
        action="append",
        nargs="+",
        default=[],
        metavar="DIR",
        help="folders of masks or cut-outs, NAME.png, or NAME.cutout.png and NAME.mask.png as `predict`"
        " writes them; LABEL=DIR names it",
    )
    who.add_argument(
        "--packshots",
        action="append",
        nargs="+",
        default=[],
        metavar="DIR",
        help="folders of finished packshots, NAME.packshot.png where there are such, else"
        " NAME.png: pictures on white, or cut-outs; judged without photos and truth, by what can be"
        " seen",
    )
    how = result.add_argument_group("how networks are run")
    how.add_argument(
        "--stage",
        choices=("predict", "raw", "both"),
        default="predict",
        help="judge what `predict` makes of a network's answer (default), the network alone (photo reduced by area,"
        " answer brought up by cubic), or both side by side",
    )
    how.add_argument("--tta", choices=get_args(Tta), default="flip", help="as in `predict` (default: flip)")
    how.add_argument("--two-pass", action="store_true", help="as in `predict`")
    how.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default="auto", help="auto takes a GPU where there is one"
    )
    market = result.add_argument_group("as a marketplace looks at packshots")
    market.add_argument(
        "--fill",
        default=str(FILL),
        metavar="SHARE",
        help=f"each answer's packshot is framed as by `predict --fill` (default: {FILL}), and fill and centring are"
        f" those of the product that it shows, kept background left aside; {PHOTO_FRAMING} judges the photo's own"
        " framing",
    )
    market.add_argument(
        "--limits",
        action="append",
        nargs="+",
        default=[],
        metavar="NAME=SHARE",
        help="other limits than "
        + ", ".join(f"{one.metric} {one.shown}" for one in LIMITS)
        + "; NAME=none takes one away",
    )
    tell = result.add_argument_group("how it is told")
    tell.add_argument(
        "--order",
        choices=tuple(METRICS),
        metavar="METRIC",
        help="what the worst photos are worst by (default: dice, of finished packshots failed), of "
        + ", ".join(METRICS),
    )
    tell.add_argument("--shown", type=int, default=200, metavar="N", help="photos on the page (default: 200)")
    tell.add_argument("--seed", type=int, default=7, help="of the bootstrap's draws (default: 7)")
    tell.add_argument("--resamples", type=int, default=10_000, metavar="N", help="draws (default: 10000)")
    tell.add_argument("--overwrite", action="store_true", help="judge again what is judged already")
    return result

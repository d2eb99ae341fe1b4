"""The command line of `serve`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import get_args

from trainlib.console.cli_errors import OneLineParser
from trainlib.inference.settings import Tta
from trainlib.weights import STANDARD, network_option, shipped_names

PORT = 8765
MEGABYTES = 100
WAITING = 64


def parser() -> argparse.ArgumentParser:
    """The command line of `serve`."""
    result = OneLineParser(
        prog="python -m trainlib serve",
        description="Opens a page on this computer that makes packshots of photos as `predict` does, and answers"
        " programs under /api. Nothing is sent anywhere. Photos and results stay in --out, and the same command goes on"
        " with them.",
        epilog="Ctrl-C ends it; what is finished stays. Exit code: 0 after SIGTERM, 2 if it could not start, 130 after"
        " Ctrl-C.",
    )
    add = result.add_argument
    add(
        "--cutout",
        type=network_option("cutout"),
        default=STANDARD,
        metavar="NAME|FILE",
        help="the cut-out network: a checkpoint, its ONNX file, or one that comes with Packshot"
        f" ({', '.join(shipped_names('cutout'))}; default: {STANDARD})",
    )
    add(
        "--relight",
        type=network_option("relight"),
        metavar="NAME|FILE",
        help="a relight network, for studio light, by name or file likewise",
    )
    add("--out", type=Path, default=Path("out/serve"), help="where photos and results are (default: out/serve)")
    add(
        "--corrections",
        type=Path,
        help="the folder that corrected cut-outs are kept in, as photos/ and cutouts/ (default: corrections in --out)",
    )
    add("--mine", type=Path, metavar="DIR", help="a folder with proposals.jsonl, for the mining page")
    add("--mine-photos", type=Path, metavar="DIR", help="the folder that was mined")
    add("--mine-out", type=Path, metavar="DIR", help="the dataset of accepted photos (default: mined in --out)")
    add(
        "--vote",
        nargs=2,
        metavar="DIR",
        help="two folders of cut-outs of the same photos, each DIR or LABEL=DIR, for the voting page",
    )
    add("--vote-photos", type=Path, metavar="DIR", help="the folder of those photos")
    add("--host", default="127.0.0.1", help="the address to listen at; other than this computer alone, a token is"
        " demanded (default: 127.0.0.1)")  # fmt: skip
    add("--port", type=int, default=PORT, help=f"the port; 0 takes a free one (default: {PORT})")
    add(
        "--token",
        help="what programs and browsers have to send; without it PACKSHOT_TOKEN of the environment, and with a --host"
        " that others reach, else a new one that is shown",
    )
    add("--max-upload", type=_positive, default=MEGABYTES, metavar="MB",
        help=f"the largest photo in megabytes (default: {MEGABYTES})")  # fmt: skip
    add("--max-waiting", type=_positive, default=WAITING, metavar="N",
        help=f"how many requests of programs may wait; more are told to come again (default: {WAITING})")  # fmt: skip
    add("--device", choices=("auto", "cpu", "cuda"), default="auto", help="auto takes a GPU where there is one")
    add("--tta", choices=get_args(Tta), default="flip", help="test-time augmentation, as of predict (default: flip)")
    add("--two-pass", action="store_true", help="cut out again on a crop around the product, as of predict")
    return result


def _positive(words: str) -> int:
    if not words.isdecimal() or not int(words):
        raise argparse.ArgumentTypeError(f"{words!r}: give a whole number from 1")
    return int(words)

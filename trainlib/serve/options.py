"""The command line of `serve`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import get_args

from trainlib.console.cli_errors import OneLineParser
from trainlib.inference.network_options import add_device, add_networks
from trainlib.inference.settings import Tta
from trainlib.serve.limits import MAX_UPLOAD_MB, MAX_WAITING
from trainlib.weights import STANDARD, shipped_names

PORT = 8765


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
    _add_packshots(result)
    _add_mining(result)
    _add_voting(result)
    _add_server(result)
    return result


def _add_packshots(parser: argparse.ArgumentParser) -> None:
    """Networks, how they run, and the folders of the packshot page."""
    add_networks(parser)
    parser.set_defaults(relight=STANDARD if STANDARD in shipped_names("relight") else None)
    add_device(parser)
    add = parser.add_argument
    add("--tta", choices=get_args(Tta), default="flip", help="test-time augmentation, as of predict (default: flip)")
    add("--two-pass", action="store_true", help="cut out again on a crop around the product, as of predict")
    add("--out", type=Path, default=Path("out/serve"), help="where photos and results are (default: out/serve)")
    add(
        "--corrections",
        type=Path,
        help="the folder for corrected cut-outs, as photos/ and cutouts/ (default: corrections in --out)",
    )


def _add_mining(parser: argparse.ArgumentParser) -> None:
    """Options of the mining page."""
    add = parser.add_argument_group("the mining page").add_argument
    add("--mine", type=Path, metavar="DIR", help="a folder with proposals.jsonl, as `mine` writes it")
    add("--mine-photos", type=Path, metavar="DIR", help="the folder that was mined")
    add("--mine-out", type=Path, metavar="DIR", help="the dataset of accepted photos (default: mined in --out)")


def _add_voting(parser: argparse.ArgumentParser) -> None:
    """Options of the voting page."""
    add = parser.add_argument_group("the voting page").add_argument
    add("--vote", nargs=2, metavar="DIR", help="two folders of cut-outs of the same photos, each DIR or LABEL=DIR")
    add("--vote-photos", type=Path, metavar="DIR", help="the folder of those photos")


def _add_server(parser: argparse.ArgumentParser) -> None:
    """Options of access and limits."""
    add = parser.add_argument_group("the server").add_argument
    add(
        "--host",
        default="127.0.0.1",
        help="the address to listen at; any other than this computer's own needs a token (default: 127.0.0.1)",
    )
    add("--port", type=int, default=PORT, help=f"the port; 0 takes a free one (default: {PORT})")
    add(
        "--token",
        help="the token that programs and browsers must send (default: PACKSHOT_TOKEN of the environment; if that"
        " is not set either and --host can be reached by others, a new one is made and shown)",
    )
    add(
        "--max-upload",
        type=_positive,
        default=MAX_UPLOAD_MB,
        metavar="MB",
        help=f"the largest photo in megabytes (default: {MAX_UPLOAD_MB})",
    )
    add(
        "--max-waiting",
        type=_positive,
        default=MAX_WAITING,
        metavar="N",
        help=f"how many requests of programs may wait; others are asked to try again (default: {MAX_WAITING})",
    )


def _positive(words: str) -> int:
    if not words.isdecimal() or not int(words):
        raise argparse.ArgumentTypeError(f"{words!r}: give a whole number from 1")
    return int(words)

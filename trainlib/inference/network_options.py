"""The options for networks and device that several commands share."""

from __future__ import annotations

import argparse

from trainlib.weights import STANDARD, network_option, shipped_names


def add_networks(parser: argparse.ArgumentParser) -> None:
    """Add --cutout and --relight: a name of a network that ships, or a file."""
    parser.add_argument(
        "--cutout",
        type=network_option("cutout"),
        default=STANDARD,
        metavar="NAME|FILE",
        help="the cut-out network: a checkpoint, its ONNX file, or one that comes with Packshot"
        f" ({', '.join(shipped_names('cutout'))}; default: {STANDARD})",
    )
    parser.add_argument(
        "--relight",
        type=network_option("relight"),
        metavar="NAME|FILE",
        help="a relight network, for studio light: a checkpoint, its ONNX file, or a name",
    )


def add_device(parser: argparse._ActionsContainer) -> None:
    """Add --device to a parser or a group of options."""
    parser.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda"),
        default="auto",
        help="auto takes a GPU where there is one (default: auto)",
    )

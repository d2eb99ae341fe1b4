"""The options of the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from .assets import add_library_option
from .batch.request import REPLACE_AFTER
from .spec import DEVICES
from .spec_toml import preset_names

DESCRIPTION = """\
Renders datasets of products, on which `python -m trainlib` trains.

A sample has an input (a product in a room), its target (the packshot: the same product on pure white) and alpha (the
product's mask). A spec, a TOML file or a preset, says what is drawn. Each sample is in one split: train, val or test.
"""
EXAMPLES = """\
examples:
  a small dataset, to see whether everything works
      python -m blender_addon generate --spec smoke --out out/smoke
  a contact sheet of sixteen small samples
      python -m blender_addon preview --spec packshot --out sheet.png
  a dataset with your own products among the built-in ones
      python -m blender_addon generate --spec packshot --count 2000 --out out/set \\
          --products models/ --hdris hdris/ --textures textures/
  a dataset of your own spec; blender_addon/presets/packshot.toml lists every key
      python -m blender_addon generate --spec mine.toml --out out/mine --workers 4
  check that every file exists and is unchanged
      python -m blender_addon check out/set
  free HDRIs, textures and models for the library, which generate uses from then on
      python -m blender_addon assets fetch

To continue a stopped run, or to add samples by a larger --count, give the same command. To render with a Blender
instead of the bpy module, give --blender /path/to/blender.
"""


def add_generate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """`generate`, which makes or continues a dataset."""
    command = commands.add_parser(
        "generate",
        help="make a dataset, or continue one",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_making(command)
    command.add_argument("--log", type=Path, metavar="FILE", help="also append the output to this file, with the time")
    command.add_argument(
        "--shard",
        type=_shard,
        metavar="I/K",
        help="start with part I of K, from 0, then help with the others; for runs that share a dataset",
    )
    return command


def add_making(command: argparse.ArgumentParser) -> None:
    """The options of a command that makes a dataset."""
    _add_asked(command)
    command.add_argument("--out", required=True, type=_path, metavar="DIR", help="the dataset's folder")
    command.add_argument("--count", type=int, metavar="N", help="number of samples (default: the spec's)")
    command.add_argument("--resolution", type=_resolution, metavar="W[xH]", help="pixels, as 256 or 640x480")
    command.add_argument(
        "--workers",
        type=positive,
        default=1,
        metavar="K",
        help="processes that render at the same time and share the cores (default 1, which uses all cores)",
    )
    command.add_argument(
        "--samples-per-worker",
        type=positive,
        default=REPLACE_AFTER,
        metavar="N",
        help=f"samples after which a worker is replaced (default {REPLACE_AFTER})",
    )
    command.add_argument(
        "--worker-memory",
        type=positive,
        metavar="MB",
        help="memory above which a worker is replaced after a sample (default: three quarters of the machine's, "
        "shared by the workers, and 1500 at least)",
    )
    command.add_argument(
        "--patience",
        type=_minutes,
        metavar="MIN",
        help="minutes without output after which a worker counts as hung and is replaced (default 10, more for "
        "large pictures; always at least ten times the slowest sample so far)",
    )
    command.add_argument(
        "--device",
        choices=DEVICES,
        default="",
        help="what Cycles renders with; auto: the best GPU there is, else the CPU (default: the spec's render.device)",
    )


def add_preview(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """`preview`, a contact sheet."""
    command = commands.add_parser("preview", help="a contact sheet of what a spec gives, in under a minute")
    _add_asked(command)
    command.add_argument("--out", required=True, type=Path, metavar="PNG", help="the sheet, a .png")
    command.add_argument("--count", type=int, default=16, metavar="N", help="number of samples (default 16)")
    command.add_argument("--first", type=int, default=0, metavar="ID", help="id of the first sample (default 0)")
    command.add_argument(
        "--size", type=positive, default=96, metavar="PX", help="longer side of a picture (default 96)"
    )
    command.add_argument(
        "--workers", type=positive, metavar="K", help="processes that render at a time (default: one a core, up to 4)"
    )
    return command


def add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """`check`, of a dataset that is there."""
    command = commands.add_parser("check", help="check a dataset's files and index")
    command.add_argument("dataset", type=Path, metavar="DIR")
    command.add_argument("--deep", action="store_true", help="compare checksums too, which reads every file")
    command.add_argument(
        "--repair",
        action="store_true",
        help="set damaged samples aside, rebuild the index, clear what killed runs left",
    )
    return command


def _add_asked(command: argparse.ArgumentParser) -> None:
    """The options of every command that renders: the spec, the assets, Blender."""
    names = ", ".join(preset_names())
    command.add_argument("--spec", required=True, metavar="NAME|FILE", help=f"one of {names}, or a .toml file")
    command.add_argument("--seed", type=int, metavar="S", help="seed of every draw (default: the spec's)")
    for kind, what in (
        ("products", "folders of models, and .sh3f files"),
        ("hdris", "folders of HDRIs"),
        ("textures", "folders of texture maps"),
    ):
        command.add_argument(
            f"--{kind}", type=Path, nargs="+", default=(), metavar="DIR", help=f"{what}, subfolders included"
        )
    add_library_option(command)
    command.add_argument(
        "--blender", default="", metavar="EXE", help="render with this Blender, not with the bpy module"
    )


def _resolution(text: str) -> list[int]:
    sides = text.lower().split("x")
    if len(sides) > 2 or not all(side.isdigit() for side in sides):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size; give 256 or 640x480")
    return [int(side) for side in (sides * 2)[:2]]


def _shard(text: str) -> tuple[int, int]:
    """A part of K, from 0: "2/4"."""
    at, _, count = text.partition("/")
    if not (at.isdecimal() and count.isdecimal() and len(text) < 20 and int(at) < int(count)):
        raise argparse.ArgumentTypeError(f"{text!r} is no part; give 0/4 to 3/4, the first to the last of four")
    return int(at), int(count)


def _minutes(text: str) -> float:
    """Minutes, converted to seconds."""
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of minutes; give one above 0")
    return minutes * 60


def _path(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty; give a folder")
    return Path(text)


def positive(text: str) -> int:
    """A whole number above 0; ArgumentTypeError for anything else."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0; give 1 or more")
    return int(text)

"""`python -m trainlib compose`: writes composites as photos with cut-outs, and a contact sheet of them."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from trainlib.compose.sheet import contact_sheet
from trainlib.console.cli_errors import OneLineParser, fail
from trainlib.console.progress import count_progress, error_console
from trainlib.data.composition import Composition
from trainlib.data.sources import CompositeSource, Reading
from trainlib.data.splits import SplitConfig
from trainlib.images.arrays import Array
from trainlib.models.network_config import check_size
from trainlib.process.exit_codes import INTERRUPTED, SUCCESS
from trainlib.records.dataset import SPLITS, DatasetError
from trainlib.records.files import replace_file

SHEET = "sheet.png"
SHOWN = 40
"""Composites on the contact sheet."""


def parser() -> argparse.ArgumentParser:
    """The command line of `compose`; its `--composition.…` are the fields of `Composition`."""
    result = OneLineParser(
        prog="python -m trainlib compose",
        description="Lays cut-outs on white, one colour, noise, photos and empty rooms, as a CompositeSource does in"
        " training, and writes photos/NAME.png, cutouts/NAME.png and sheet.png. The folders are what a PhotoSource"
        " reads.",
        epilog="Example: compose --cutouts cutouts --rooms rooms --composition.white 1 --composition.fill 0.4 0.9"
        " --composition.shadow 0.6 --out composites. Exit code: 0, 2 if it could not start, 130 if it was interrupted.",
        allow_abbrev=False,
    )
    result.add_argument("--cutouts", required=True, metavar="DIR", help="RGBA cut-outs")
    result.add_argument("--backgrounds", metavar="DIR", help="photos without such products")
    result.add_argument("--rooms", nargs="+", metavar="DATASET", help="datasets of empty rooms")
    result.add_argument("--out", type=Path, required=True, help="a new folder for the composites")
    result.add_argument("--count", type=int, default=SHOWN, help=f"how many composites (default: {SHOWN})")
    result.add_argument("--size", type=int, nargs="+", default=[256], help="side, or height and width (default: 256)")
    result.add_argument("--split", choices=SPLITS, default="train", help="whose cut-outs and grounds (default: train)")
    result.add_argument(
        "--augment", choices=("none", "light", "strong"), default="none", help="as data.augment (default: none)"
    )
    result.add_argument("--seed", type=int, default=7, help="another seed makes others (default: 7)")
    result.add_argument("--cache-dir", metavar="DIR", help="where decoded files are kept (default: out/cache)")
    group = result.add_argument_group("how they are made, as `composition` of a CompositeSource")
    for one in dataclasses.fields(Composition):
        usual = one.default
        kind, count = _kind(one.name, usual)
        group.add_argument(
            f"--composition.{one.name}",
            dest=f"composition_{one.name}",
            type=kind,
            nargs=count,
            default=usual,
            help=f"default: {'in place' if usual is None else usual}",
        )
    return result


def _kind(name: str, usual: object) -> tuple[type, int | None]:
    """The type and number of words of a field of `Composition`."""
    if name == "fill":
        return float, 2
    if isinstance(usual, tuple):
        return int, 2
    return (int if name == "per_cutout" else float), None


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `parser`."""
    options = parser().parse_args(argv)
    if options.count < 1:
        return fail(f"--count {options.count}: give at least 1")
    if options.out.exists() and any(options.out.iterdir() if options.out.is_dir() else [options.out]):
        return fail(f"--out {options.out}: already exists; give a new folder")
    try:
        return _write(options)
    except (DatasetError, ValueError) as error:
        return fail(str(error))
    except OSError as error:
        return fail(f"{error.filename or options.out}: {error.strerror}")
    except KeyboardInterrupt:
        print(f"interrupted; what was made is in {options.out}")
        return INTERRUPTED


def _composition(options: argparse.Namespace) -> Composition:
    """The `Composition` that the options describe."""
    given: dict[str, Any] = {}
    for one in dataclasses.fields(Composition):
        value = getattr(options, f"composition_{one.name}")
        given[one.name] = tuple(value) if isinstance(value, list) else value
    return Composition(**given)


def _write(options: argparse.Namespace) -> int:
    composition = _composition(options)
    # Without val and test unless a split is asked for, so that all cut-outs are shown.
    split = SplitConfig() if options.split != "train" else SplitConfig(0, 0)
    source = CompositeSource(options.cutouts, options.backgrounds, 1, split, options.rooms, composition)
    side = options.size[0] if len(options.size) == 1 else tuple(options.size)
    reading = Reading(check_size(side, "--size"), options.augment, options.cache_dir, source.keys)
    samples = source.open(options.split, reading)
    if samples is None:
        raise DatasetError(f"{options.cutouts}: no cut-out, or nothing to lay it on, in split {options.split!r}")
    console, shown = error_console(), []
    with count_progress(console) as progress:
        task = progress.add_task("composites", total=options.count)
        for number in range(options.count):
            which = number % len(samples.cutouts)
            image, alpha = samples.compose(which, np.random.default_rng((options.seed, number)))
            name = f"{samples.cutouts[which][0]}_{number:05d}.png"
            replace_file(options.out / "photos" / name, _png(image))
            replace_file(options.out / "cutouts" / name, _png(np.dstack([image, alpha])))
            if number < SHOWN:
                shown.append((image, alpha))
            progress.advance(task)
    replace_file(options.out / SHEET, _png(contact_sheet(shown)))
    print(f"{options.count} composites in {options.out}; look at {options.out / SHEET}")
    return SUCCESS


def _png(image: Array) -> bytes:
    """uint8 [H, W, 3] RGB or [H, W, 4] RGBA as a PNG file."""
    order = cv2.COLOR_RGB2BGR if image.shape[2] == 3 else cv2.COLOR_RGBA2BGRA
    return bytes(cv2.imencode(".png", cv2.cvtColor(image, order))[1])

"""`python -m trainlib statistics`: mean and spread of the colours of the images that train."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from trainlib.console.cli_errors import OneLineParser, fail
from trainlib.console.progress import count_progress, error_console
from trainlib.data.photo_files import find_images, read_colour
from trainlib.data.splits import SplitConfig
from trainlib.images.arrays import FloatArray
from trainlib.process.exit_codes import INTERRUPTED, SUCCESS
from trainlib.records.dataset import DatasetError, open_dataset


def parser() -> argparse.ArgumentParser:
    """The command line of `statistics`."""
    result = OneLineParser(
        prog="python -m trainlib statistics",
        usage="%(prog)s DATASET|PHOTOS [--split.val SHARE] [--split.test SHARE] [--split.seed S]",
        description="Prints mean and standard deviation of the training images by channel, sRGB from 0 to 1, as words"
        " for `fit`. Photos are assigned to splits as `fit` does; val and test are not looked at.",
        allow_abbrev=False,
    )
    result.add_argument("images", type=Path, metavar="DATASET|PHOTOS", help="a packshot dataset or a folder of photos")
    for name, kind in (("val", float), ("test", float), ("seed", int)):
        default = getattr(SplitConfig, name)
        text = f"as `fit --data.split.{name}` (default: {default})"
        result.add_argument(f"--split.{name}", dest=name, type=kind, default=default, help=text)
    return result


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `parser`."""
    options = parser().parse_args(argv)
    try:
        files = _training_images(options)
        mean, spread = _statistics(files)
    except (DatasetError, ValueError) as error:
        return fail(str(error))
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return INTERRUPTED
    words = [f"[{', '.join(f'{value:.4f}' for value in values)}]" for values in (mean, spread)]
    print(f"{len(files)} training images of {options.images}")
    print(f'--model.network.mean "{words[0]}" --model.network.std "{words[1]}"')
    return SUCCESS


def _statistics(files: Sequence[Path]) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation [3] over images, each with the same weight whatever its size.

    Raises:
        DatasetError: an image cannot be read.
    """
    sums, squares = np.zeros(3), np.zeros(3)
    with count_progress(error_console()) as progress:
        task = progress.add_task("images", total=len(files))
        for path in files:
            flat = read_colour(path).reshape(-1, 3).astype(np.float64) / 255
            sums += flat.mean(axis=0)
            squares += (flat**2).mean(axis=0)
            progress.advance(task)
    mean = sums / len(files)
    return mean, np.sqrt(np.maximum(squares / len(files) - mean**2, 0))


def _training_images(options: argparse.Namespace) -> list[Path]:
    """The files of the split train.

    Raises:
        DatasetError: there are none, or the dataset cannot be read.
    """
    if (options.images / "dataset.json").is_file():
        files = [sample.folder / "input.png" for sample in open_dataset(options.images).split("train")]
    else:
        photos = find_images(options.images)
        chosen = SplitConfig(options.val, options.test, options.seed).names_in("train", list(photos))
        files = [photos[name] for name in chosen]
    if not files:
        raise DatasetError(f"{options.images}: holds no training image")
    return files

"""`python -m trainlib drawings`: drawings of vessels with masks, from profiles."""

import argparse
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from trainlib.console.cli_errors import OneLineParser, fail
from trainlib.console.progress import count_progress, error_console
from trainlib.data.annotated_folders import ANNOTATIONS
from trainlib.data.annotated_writer import make_split_folders, run_writer
from trainlib.data.splits import SplitConfig
from trainlib.drawings.plate import Plate, draw_plate
from trainlib.drawings.style import STYLES
from trainlib.records.dataset import SPLITS, DatasetError
from trainlib.records.profiles import Profile, read_profiles

GROUND_TRUTH = "drawings.jsonl"


def parser() -> argparse.ArgumentParser:
    """The command line of `drawings`."""
    result = OneLineParser(
        prog="python -m trainlib drawings",
        usage="%(prog)s --profiles FILE.jsonl --out DIR [--count N] [--style NAME] [--size PX] [--seed S]",
        description="Draws vessels as archaeologists do, with a mask of each one's section: train/, trainannot/ and so"
        " on, which `fit --config ceramics` reads. No profile is in two splits.",
        epilog="drawings.jsonl says of each drawing what is on it: the scale, the bar, and where each vessel is.",
        allow_abbrev=False,
    )
    result.add_argument("--profiles", required=True, type=Path, metavar="FILE.jsonl", help="curves of vessels")
    result.add_argument("--out", required=True, type=Path, metavar="DIR", help="the folder; a new one")
    result.add_argument("--count", type=int, default=600, metavar="N", help="how many drawings (default: 600)")
    result.add_argument("--style", choices=sorted(STYLES), default="printed", help="how they look (default: printed)")
    result.add_argument("--size", type=int, default=512, metavar="PX", help="side of a drawing (default: 512)")
    result.add_argument("--seed", type=int, default=0, metavar="S", help="another seed gives others (default: 0)")
    return result


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `parser`."""
    options = parser().parse_args(argv)
    if options.count < 1 or options.size < 192:
        return fail(f"--count {options.count} --size {options.size}: give at least 1 drawing of 192 pixels")
    return run_writer(options.out, lambda: _draw_all(options, _pools(read_profiles(options.profiles))))


def _pools(profiles: list[Profile]) -> dict[str, list[Profile]]:
    """The profiles of each split, by size, so that neighbours fit on one plate.

    Raises:
        DatasetError: where a split has none.
    """
    names = {profile.id: profile for profile in profiles}
    config = SplitConfig(val=0.15, test=0.15)
    pools = {split: [names[name] for name in config.names_in(split, list(names))] for split in SPLITS}
    if not all(pools.values()):
        raise DatasetError(f"{len(names)} profiles are too few for train, val and test; give at least 10")
    return {split: sorted(pool, key=lambda profile: max(profile.size_m)) for split, pool in pools.items()}


def _draw_all(options: argparse.Namespace, pools: dict[str, list[Profile]]) -> Counter[str]:
    """Draw and write all; how many of each split."""
    counts: Counter[str] = Counter()
    make_split_folders(options.out)
    with count_progress(error_console()) as progress, (options.out / GROUND_TRUTH).open("w", encoding="utf-8") as lines:
        task = progress.add_task("drawing", total=options.count)
        for number in range(options.count):
            split = SPLITS[(0, 0, 0, 0, 0, 0, 0, 1, 2, 0)[number % 10]]
            plate = _plate(options, pools[split], number)
            name = f"{options.style}{number:05d}"
            Image.fromarray(plate.image).save(options.out / split / f"{name}.jpg", quality=92)
            Image.fromarray(plate.mask).save(options.out / ANNOTATIONS[split] / f"{name}.png")
            line: dict[str, Any] = {"name": name, "split": split, "style": options.style, **plate.ground_truth}
            lines.write(json.dumps(line) + "\n")
            counts[split] += 1
            progress.advance(task)
    return counts


def _plate(options: argparse.Namespace, pool: list[Profile], number: int) -> Plate:
    """One drawing; the same number, seed and profiles give the same one."""
    digest = hashlib.sha256(f"{options.seed}:{options.style}:{number}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    style = STYLES[options.style]
    count = min(int(rng.integers(style.vessels[0], style.vessels[1] + 1)), len(pool))
    first = int(rng.integers(0, len(pool) - count + 1))
    return draw_plate(pool[first : first + count], options.size, style, rng)

"""`python -m trainlib backgrounds`: photos without a product, out of HDRIs, for `--data.backgrounds`."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from trainlib.console.cli_errors import OneLineParser, fail
from trainlib.console.progress import count_progress, error_console
from trainlib.data.panoramas import SUFFIXES, PanoramaError, random_photo, read_panorama
from trainlib.process.exit_codes import FAILED, INTERRUPTED, SUCCESS

QUALITY = 92
FEWEST, MOST = 32, 4096


def parser() -> argparse.ArgumentParser:
    """The command line of `backgrounds`."""
    result = OneLineParser(
        prog="python -m trainlib backgrounds",
        description="Takes photos out of HDRIs: a camera looks around in each panorama at random. In training the"
        " products of rendered samples are put before them: --data.swap 0.3 --data.backgrounds DIR. Photos that are"
        " there already are kept, so a run that was stopped continues.",
        epilog="Exit code: 0 if all are there, 1 if an HDRI could not be read, 2 if it could not start, 130 if it was"
        " interrupted.",
    )
    add = result.add_argument
    add("--hdris", type=Path, required=True, metavar="DIR", help="a folder of .hdr and .exr files, subfolders included")
    add("--out", type=Path, required=True, metavar="DIR", help="the folder for the photos, NAME-000.jpg and on")
    add("--count", type=int, default=20, metavar="N", help="photos from each HDRI (default: %(default)s)")
    add("--size", type=int, default=320, metavar="N", help="their height and width in pixels (default: %(default)s)")
    add("--seed", type=int, default=0, metavar="S", help="seed of every view (default: %(default)s)")
    return result


def main(argv: list[str]) -> int:
    """Run the command and return its exit code."""
    options = parser().parse_args(argv)
    if options.count < 1 or not FEWEST <= options.size <= MOST:
        return fail(f"--count {options.count} --size {options.size}: at least 1 photo of {FEWEST} to {MOST} pixels")
    if not options.hdris.is_dir():
        return fail(f"--hdris {options.hdris}: no such folder")
    found = sorted(path for path in options.hdris.rglob("*") if path.suffix.lower() in SUFFIXES)
    if not found:
        return fail(f"--hdris {options.hdris}: holds no .hdr or .exr file")
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        return _make(found, options)
    except KeyboardInterrupt:
        print("interrupted; the same command continues from what is finished")
        return INTERRUPTED
    except OSError as error:
        return fail(f"--out {options.out}: cannot be written ({error.strerror})", FAILED)


def _make(found: list[Path], options: argparse.Namespace) -> int:
    """The photos of each HDRI that are missing."""
    console = error_console()
    broken = 0
    with count_progress(console) as progress:
        task = progress.add_task("HDRIs", total=len(found))
        for place, path in enumerate(found):
            try:
                _photos_of(path, place, options)
            except PanoramaError as error:
                broken += 1
                console.print(f"left out: {error}")
            progress.advance(task)
    print(f"{(len(found) - broken) * options.count} photos of {len(found) - broken} HDRIs in {options.out}")
    return FAILED if broken else SUCCESS


def _photos_of(path: Path, place: int, options: argparse.Namespace) -> None:
    names = [options.out / f"{path.stem}-{number:03d}.jpg" for number in range(options.count)]
    if all(name.is_file() for name in names):
        return
    panorama = read_panorama(path)
    for number, name in enumerate(names):
        if not name.is_file():
            rng = np.random.default_rng((options.seed, place, number))
            photo = random_photo(panorama, (options.size, options.size), rng)
            part = name.with_suffix(".part")
            Image.fromarray(photo).save(part, "JPEG", quality=QUALITY)
            part.replace(name)

"""`python -m trainlib outlines`: the outlines of vessels as SVG and DXF in millimetres."""

import argparse
import sys
from pathlib import Path

import numpy as np

from trainlib.console.cli_errors import OneLineParser, fail
from trainlib.console.progress import count_progress, error_console
from trainlib.data.photo_files import find_images, read_colour, read_matte
from trainlib.outlines.scale_bar import bar_length, ink_of
from trainlib.outlines.trace import Section, outlines, sections_of
from trainlib.outlines.write import Vessel, write_dxf, write_svg
from trainlib.process.exit_codes import INTERRUPTED, SUCCESS
from trainlib.records.dataset import DatasetError


def parser() -> argparse.ArgumentParser:
    """The command line of `outlines`."""
    result = OneLineParser(
        prog="python -m trainlib outlines",
        usage="%(prog)s DRAWINGS --masks DIR --out DIR (--bar-mm MM | --mm-per-px MM) [--mirror]",
        description="Writes NAME.svg and NAME.dxf for each drawing: one path a vessel, in millimetres.",
        epilog="Exit code: 0 where at least one drawing has outlines, else 1.",
        allow_abbrev=False,
    )
    result.add_argument("drawings", type=Path, metavar="DRAWINGS", help="a folder of drawings")
    result.add_argument("--masks", required=True, type=Path, metavar="DIR", help="masks, as `predict` writes them")
    result.add_argument("--out", required=True, type=Path, metavar="DIR", help="the folder for the results")
    scale = result.add_mutually_exclusive_group(required=True)
    scale.add_argument("--bar-mm", type=float, metavar="MM", help="length of the scale bar, which is found")
    scale.add_argument("--mm-per-px", type=float, metavar="MM", help="the scale itself")
    result.add_argument("--mirror", action="store_true", help="complete the half profile by its mirror image")
    return result


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `parser`."""
    options = parser().parse_args(argv)
    given = options.mm_per_px if options.bar_mm is None else options.bar_mm
    if not 0 < given < 1e6:
        return fail(f"{given}: a length in millimetres is above 0")
    try:
        drawings, masks = find_images(options.drawings), find_images(options.masks)
        options.out.mkdir(parents=True, exist_ok=True)
        written = _write_all(options, drawings, masks)
    except DatasetError as error:
        return fail(str(error))
    except OSError as error:
        return fail(f"--out {options.out}: cannot be written ({error.strerror})")
    except KeyboardInterrupt:
        print("stopped; what is written is whole", file=sys.stderr)
        return INTERRUPTED
    print(f"{options.out}: {written} of {len(drawings)} drawings")
    return SUCCESS if written else 1


def _write_all(options: argparse.Namespace, drawings: dict[str, Path], masks: dict[str, Path]) -> int:
    """Write each drawing's files; how many have some."""
    written = 0
    with count_progress(error_console()) as progress:
        task = progress.add_task("tracing", total=len(drawings))
        for name, path in drawings.items():
            told = _one(options, name, path, masks.get(f"{name}.mask") or masks.get(name))
            if told:
                progress.console.print(f"{name}: {told}")
            written += (options.out / f"{name}.svg").is_file()
            progress.advance(task)
    return written


def _one(options: argparse.Namespace, name: str, path: Path, mask_path: Path | None) -> str:
    """Write one drawing's outlines; what is wrong, in words, or ""."""
    if mask_path is None:
        return f"no mask in {options.masks}"
    image, mask = read_colour(path), read_matte(mask_path)
    if image.shape[:2] != mask.shape:
        return "its mask has another size"
    ink = ink_of(image)
    mm = options.mm_per_px
    if mm is None:
        length = bar_length(ink, mask)
        if length is None:
            return "no scale bar found; give --mm-per-px"
        mm = options.bar_mm / length
    sections = sections_of(mask, ink)
    if not sections:
        return "no section in its mask"
    vessels = [_vessel_of(one, f"vessel_{at}", mm, options.mirror) for at, one in enumerate(sections, start=1)]
    size = (mask.shape[1] * mm, mask.shape[0] * mm)
    write_svg(options.out / f"{name}.svg", vessels, size, name)
    write_dxf(options.out / f"{name}.dxf", vessels)
    lacking = sum(one.axis is None for one in vessels)
    return f"no axis found of {lacking} of {len(vessels)} vessels" if lacking else ""


def _vessel_of(section: Section, name: str, mm_per_px: float, mirror: bool) -> Vessel:
    """A section in millimetres on its sheet, y up."""
    height = section.mask.shape[0]
    loops = [(loop * [1, -1] + [0, height]) * mm_per_px for loop in outlines(section, mirror)]
    axis = None
    if section.axis_x is not None:
        rows = np.flatnonzero((section.mask > 127).any(1))
        axis = (section.axis_x * mm_per_px, (height - rows[-1] - 1) * mm_per_px, (height - rows[0]) * mm_per_px)
    return Vessel(name, loops, axis)

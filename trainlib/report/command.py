"""`python -m trainlib report`: one page about a dataset, its training runs and their predictions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from trainlib.console.cli_errors import OneLineParser, fail
from trainlib.report.demo import Sources, write_demo_report


def parser() -> argparse.ArgumentParser:
    """The command line of `report`."""
    result = OneLineParser(
        prog="python -m trainlib report",
        description="Writes one HTML page with pictures: samples of a dataset, training curves, and"
        " predictions on its test split next to the ground truth. Parts that are missing are named on the page.",
        epilog="Exit code: 0, or 1 if none of the parts could be read, or 2 if the page cannot be written.",
        allow_abbrev=False,
    )
    result.add_argument("--out", type=Path, required=True, metavar="FILE.html", help="the page")
    result.add_argument("--dataset", type=Path, metavar="DIR", help="a packshot dataset")
    result.add_argument("--cutout-run", type=Path, metavar="DIR", help="the folder of a cut-out training run")
    result.add_argument("--relight-run", type=Path, metavar="DIR", help="the folder of a relight training run")
    result.add_argument(
        "--predictions",
        type=Path,
        metavar="DIR",
        help="a folder that predict wrote; photos called by a sample's id (000017.png) stand by the ground truth",
    )
    result.add_argument("--title", default="Packshot: from renders to packshots of real photos")
    return result


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `parser`."""
    options = parser().parse_args(argv)
    sources = Sources(options.dataset, options.cutout_run, options.relight_run, options.predictions)
    if sources == Sources():
        return fail("nothing to report on; give --dataset, --cutout-run, --relight-run or --predictions")
    if options.out.is_dir():
        return fail(f"--out {options.out}: is a folder; give the page's file name")
    try:
        missing = write_demo_report(options.out, options.title, sources)
    except OSError as error:
        return fail(f"--out {options.out}: cannot be written ({error.strerror})")
    for line in missing:
        print(f"missing: {line}", file=sys.stderr)
    print(f"report: {options.out}")
    return 1 if len(missing) == 4 else 0

"""``python -m trainlib doctor``: looks a dataset over before GPU time is spent on it."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from trainlib.data.dataset import DatasetError, open_dataset
from trainlib.doctor.findings import PROBLEM, Finding
from trainlib.doctor.one_sample import examine
from trainlib.doctor.page import write_doctor_page
from trainlib.doctor.whole_set import examine_set, missing
from trainlib.mistakes import OneLineParser

SHOWN = 20
INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """The command line of ``doctor``."""
    result = OneLineParser(
        prog="python -m trainlib doctor",
        description="Looks a packshot dataset over: files and checksums, pictures that do not agree with each other,"
        " light that does not add up, masks beside their product, leaks between splits, copies, and how fill,"
        " exposure and categories spread. Prints what is amiss and writes a page with pictures.",
        epilog="Exit code: 0, or 1 where there is a problem, or 2 where it is no dataset.",
        allow_abbrev=False,
    )
    result.add_argument("dataset", type=Path, help="the folder that holds dataset.json")
    result.add_argument("--out", type=Path, metavar="FILE.html", help="the page (default: DATASET/doctor.html)")
    return result


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see ``parser``."""
    options = parser().parse_args(argv)
    try:
        dataset = open_dataset(options.dataset)
    except DatasetError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    page = options.out or dataset.root / "doctor.html"
    samples = []
    try:
        with (
            ThreadPoolExecutor(os.cpu_count()) as pool,
            Progress(console=Console(stderr=True), transient=True) as progress,
        ):
            task = progress.add_task("looking at samples", total=len(dataset.samples))
            for one in pool.map(lambda sample: examine(sample, dataset.resolution), dataset.samples):
                samples.append(one)
                progress.advance(task)
    except KeyboardInterrupt:
        print("stopped; nothing was changed", file=sys.stderr)
        return INTERRUPTED
    findings = [*missing(dataset), *examine_set(samples), *(finding for one in samples for finding in one.findings)]
    findings.sort(key=lambda finding: finding.level != PROBLEM)
    tell(findings)
    try:
        write_doctor_page(page, dataset, samples, findings)
    except OSError as error:
        print(f"error: --out {page}: cannot be written ({error.strerror})", file=sys.stderr)
        return 2
    problems = sum(finding.level == PROBLEM for finding in findings)
    counts = ", ".join(f"{count} {kind}" for kind, count in Counter(f.check for f in findings).most_common())
    print(f"{len(samples)} samples: {problems} problems, {len(findings) - problems} warnings"
          + (f" ({counts})" if counts else ""))  # fmt: skip
    print(f"report: {page}")
    return 1 if problems else 0


def tell(findings: list[Finding]) -> None:
    """Print the first findings, a line each."""
    for finding in findings[:SHOWN]:
        numbers = ", ".join(map(str, finding.samples[:5])) + (" …" if len(finding.samples) > 5 else "")
        where = f"sample {numbers}: " if len(finding.samples) == 1 else ""
        print(f"{finding.level}: {where}{finding.text}")
    if len(findings) > SHOWN:
        print(f"… and {len(findings) - SHOWN} more, on the page")

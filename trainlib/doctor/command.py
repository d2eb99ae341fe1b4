"""``python -m trainlib doctor``: looks a dataset over before GPU time is spent on it."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from trainlib.data.dataset import DatasetError, open_dataset
from trainlib.doctor.findings import PROBLEM, Finding
from trainlib.doctor.one_sample import examine
from trainlib.doctor.page import write_doctor_page
from trainlib.doctor.whole_set import examine_header, examine_set, missing
from trainlib.mistakes import OneLineParser

SHOWN = 3
"""Findings of each check that are printed."""
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
    result.add_argument("--limit", type=int, metavar="N",
                        help="look at so many samples, evenly spread, for a first look at a large dataset;"
                        " leaks and copies among the others are not seen")  # fmt: skip
    result.add_argument("--out", type=Path, metavar="FILE.html", help="the page (default: DATASET/doctor.html)")
    return result


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see ``parser``."""
    options = parser().parse_args(argv)
    try:
        unreadable: list[str] = []
        dataset = open_dataset(options.dataset, unreadable)
    except DatasetError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if options.limit is not None and options.limit < 1:
        print(f"error: --limit {options.limit}: give at least 1", file=sys.stderr)
        return 2
    page = options.out or dataset.root / "doctor.html"
    lost = [*(Finding(PROBLEM, "files", (), text) for text in unreadable), *missing(dataset)]
    every, count = dataset.samples, len(dataset.samples)
    if options.limit is not None and options.limit < count:
        chosen = (dataset.samples[place * count // options.limit] for place in range(options.limit))
        dataset = replace(dataset, samples=tuple(chosen))
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
    findings = [
        *lost, *examine_header(dataset, samples), *examine_set(samples, every),
        *(finding for one in samples for finding in one.findings),
    ]  # fmt: skip
    findings.sort(key=lambda finding: finding.level != PROBLEM)
    tell(findings)
    try:
        write_doctor_page(page, dataset, samples, findings)
    except OSError as error:
        print(f"error: --out {page}: cannot be written ({error.strerror})", file=sys.stderr)
        return 2
    problems = sum(finding.level == PROBLEM for finding in findings)
    counts = ", ".join(f"{count} {kind}" for kind, count in Counter(f.check for f in findings).most_common())
    seen = f"{len(samples)} of {count}" if len(samples) < count else str(count)
    print(f"{seen} samples: {problems} problems, {len(findings) - problems} warnings"
          + (f" ({counts})" if counts else ""))  # fmt: skip
    print(f"report: {page}")
    return 1 if problems else 0


def tell(findings: list[Finding]) -> None:
    """Print findings, a line each: of each check the first few, so that one fault in all samples hides no other."""
    shown: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        kind = finding.level, finding.check
        shown[kind] += 1
        if shown[kind] <= SHOWN:
            where = f"sample {finding.samples[0]}: " if len(finding.samples) == 1 else ""
            print(f"{finding.level}: {where}{finding.text}")
    for (level, check), count in shown.items():
        if count > SHOWN:
            print(f"… and {count - SHOWN} more of {level} {check}, on the page")

"""`python -m trainlib doctor`: checks a dataset, or photos with cut-outs, before GPU time is spent on it."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from trainlib.console.cli_errors import OneLineParser, fail
from trainlib.data.splits import SplitConfig
from trainlib.doctor.findings import PROBLEM, Examined, Finding
from trainlib.doctor.one_sample import examine
from trainlib.doctor.page import write_doctor_page
from trainlib.doctor.photo_set import examine_photo, open_photos
from trainlib.doctor.whole_set import examine_header, examine_set, missing
from trainlib.process.exit_codes import INTERRUPTED
from trainlib.records.dataset import DatasetError, Sample, open_dataset

SHOWN = 3
"""How many findings of each check are printed."""


@dataclass(frozen=True)
class Inspection:
    """What is checked.

    Attributes:
        name: its name on the page.
        size: the size of its images, in words; "" if sizes differ.
        samples: all samples.
        examine: checks one sample.
        findings: what was found before any sample was checked.
        together: checks all samples together.
        page: the default path of the page.
    """

    name: str
    size: str
    samples: Sequence[Sample]
    examine: Callable[[Sample], Examined]
    findings: list[Finding]
    together: Callable[[Sequence[Examined]], list[Finding]]
    page: Path


def parser() -> argparse.ArgumentParser:
    """The command line of `doctor`."""
    result = OneLineParser(
        prog="python -m trainlib doctor",
        usage="%(prog)s DATASET [--max-samples N] [--out FILE.html]\n"
        "       %(prog)s PHOTOS --cutouts DIR [--split.val SHARE …] [--max-samples N] [--out FILE.html]",
        description="Checks a packshot dataset: files, checksums and records, images that do not agree with each other,"
        " light that does not add up, masks beside their product, leaks between splits, copies, and how fill,"
        " exposure and categories spread; or photos with cut-outs, of which it checks what there is to check. Prints"
        " what is wrong and writes a page with images.",
        epilog="Exit code: 0, 1 if there is a problem, 2 if it is not a dataset.",
        allow_abbrev=False,
    )
    result.add_argument("dataset", type=Path, help="the folder that holds dataset.json, or a folder of photos")
    result.add_argument(
        "--cutouts", type=Path, metavar="DIR", help="cut-outs or masks of the photos, named as they are"
    )
    _add_split(result)
    result.add_argument(
        "--max-samples",
        type=int,
        metavar="N",
        help="check this many samples, evenly spread, for a first impression of a large dataset;"
        " leaks and copies among the others are not found",
    )
    result.add_argument(
        "--out", type=Path, metavar="FILE.html", help="the page (default: DATASET/doctor.html; of photos ./doctor.html)"
    )
    return result


def _add_split(parser: argparse.ArgumentParser) -> None:
    """The fields of `SplitConfig`, by their names."""
    group = parser.add_argument_group("how photos are assigned to splits, as `fit --data.split.…`")
    for name in ("val", "test"):
        share: float = getattr(SplitConfig, name)
        text = f"of the photos (default: {share})"
        group.add_argument(f"--split.{name}", type=float, default=share, metavar="SHARE", dest=name, help=text)
    text = f"another seed gives other splits (default: {SplitConfig.seed})"
    group.add_argument("--split.seed", type=int, default=SplitConfig.seed, dest="seed", help=text)
    group.add_argument("--split.lists", metavar="DIR", dest="lists", help="a folder with train.txt, val.txt, test.txt")


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `parser`."""
    options = parser().parse_args(argv)
    if options.max_samples is not None and options.max_samples < 1:
        return fail(f"--max-samples {options.max_samples}: give at least 1")
    try:
        inspection = _renders(options.dataset) if options.cutouts is None else _photos(options)
    except (DatasetError, ValueError) as error:
        return fail(str(error))
    page, count = options.out or inspection.page, len(inspection.samples)
    most = min(count, options.max_samples or count)
    chosen = [inspection.samples[place * count // most] for place in range(most)]
    try:
        samples = _examine_all(inspection, chosen)
    except KeyboardInterrupt:
        print("stopped; nothing was changed", file=sys.stderr)
        return INTERRUPTED
    findings = [
        *inspection.findings,
        *inspection.together(samples),
        *(found for one in samples for found in one.findings),
    ]
    findings.sort(key=lambda finding: finding.level != PROBLEM)
    print_findings(findings, numbered=options.cutouts is None)
    try:
        write_doctor_page(page, inspection.name, inspection.size, samples, findings)
    except OSError as error:
        return fail(f"--out {page}: cannot be written ({error.strerror})")
    problems = sum(finding.level == PROBLEM for finding in findings)
    counts = ", ".join(f"{count} {kind}" for kind, count in Counter(f.check for f in findings).most_common())
    seen = f"{most} of {count}" if most < count else str(count)
    print(
        f"{seen} samples: {problems} problems, {len(findings) - problems} warnings" + (f" ({counts})" if counts else "")
    )
    print(f"report: {page}")
    return 1 if problems else 0


def _renders(root: Path) -> Inspection:
    unreadable: list[str] = []
    try:
        dataset = open_dataset(root, unreadable)
    except DatasetError as error:
        bare = root.is_dir() and not (root / "dataset.json").exists()
        raise DatasetError(f"{error}; of photos give --cutouts DIR, too" if bare else str(error)) from error
    findings = [*(Finding(PROBLEM, "files", (), text) for text in unreadable), *missing(dataset)]

    def together(samples: Sequence[Examined]) -> list[Finding]:
        return [*examine_header(dataset, samples), *examine_set(samples, dataset.samples)]

    size = f"{dataset.resolution[0]} × {dataset.resolution[1]}"
    return Inspection(
        dataset.root.name,
        size,
        dataset.samples,
        lambda one: examine(one, dataset.resolution),
        findings,
        together,
        dataset.root / "doctor.html",
    )


def _photos(options: argparse.Namespace) -> Inspection:
    split = SplitConfig(options.val, options.test, options.seed, options.lists)
    photos = open_photos(options.dataset, options.cutouts, split)

    # A split that was not asked for may be empty.
    asked = {"train": True, "val": split.val > 0, "test": split.test > 0 and split.lists is None}

    def together(samples: Sequence[Examined]) -> list[Finding]:
        return examine_set(samples, photos.samples, [split for split, is_asked in asked.items() if is_asked])

    return Inspection(
        photos.root.resolve().name,
        "",
        photos.samples,
        lambda one: examine_photo(one, photos.files[one.number]),
        list(photos.findings),
        together,
        Path("doctor.html"),
    )


def _examine_all(inspection: Inspection, chosen: Sequence[Sample]) -> list[Examined]:
    """Check the samples, in order.

    Raises:
        KeyboardInterrupt: at once; checks that have not started are cancelled.
    """
    samples = []
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("checking samples", total=len(chosen))
            for one in pool.map(inspection.examine, chosen):
                samples.append(one)
                progress.advance(task)
    finally:
        pool.shutdown(cancel_futures=True)
    return samples


def print_findings(findings: list[Finding], numbered: bool = True) -> None:
    """Print the first few findings of each check, a line each. So one fault in all samples hides no other.

    Args:
        findings: the problems first.
        numbered: whether lines begin with the sample's number; otherwise the texts name files.
    """
    shown: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        kind = finding.level, finding.check
        shown[kind] += 1
        if shown[kind] <= SHOWN:
            where = f"sample {finding.samples[0]}: " if numbered and len(finding.samples) == 1 else ""
            print(f"{finding.level}: {where}{finding.text}")
    for (level, check), count in shown.items():
        if count > SHOWN:
            print(f"… and {count - SHOWN} more of {level} {check}, on the page")

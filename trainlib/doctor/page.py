"""The doctor's page: findings, distributions of the metrics, overlays."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from trainlib.data.layers import read_image
from trainlib.data.photo_files import read_colour, read_matte
from trainlib.doctor.findings import PROBLEM, Examined, Finding
from trainlib.records.dataset import SPLITS, DatasetError
from trainlib.report.charts import Bars, histogram
from trainlib.report.page import render, write_page
from trainlib.report.thumbnails import inline, overlay, shrink

SIDE = 200
SUSPECTS, OTHERS = 24, 24
METRICS = {
    "fill": "fill",
    "coverage": "coverage",
    "brightness": "exposure (mean of the input)",
    "contrast": "contrast (ΔE)",
}


def write_doctor_page(path: Path, name: str, size: str, samples: Sequence[Examined], findings: list[Finding]) -> None:
    """Write the page.

    Args:
        path: the page.
        name: what was checked.
        size: the size of its images, in words; "" if sizes differ.
        samples: the samples after their checks.
        findings: all findings.

    Raises:
        OSError: it cannot be written.
    """
    texts: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        for number in finding.samples:
            texts[number].append(finding)
    worst = sorted(texts, key=lambda number: (-sum(f.level == PROBLEM for f in texts[number]), number))[:SUSPECTS]
    rest = [one.sample.number for one in samples if one.sample.number not in texts]
    places = np.linspace(0, len(rest) - 1, min(OTHERS, len(rest))) if rest else np.empty(0)
    spread = sorted({int(place) for place in places})
    by_number = {one.sample.number: one for one in samples}
    html = render(
        "doctor.html",
        title=f"{name}: checked",
        size=size,
        splits={split: sum(one.sample.split == split for one in samples) for split in SPLITS},
        problems=[finding for finding in findings if finding.level == PROBLEM],
        warnings=[finding for finding in findings if finding.level != PROBLEM],
        charts=_charts(samples),
        categories=_categories(samples),
        called={number: one.called for number, one in by_number.items() if one.files is not None},
        suspects=[(by_number[number], texts[number], _image(by_number[number])) for number in worst],
        others=[(by_number[rest[place]], _image(by_number[rest[place]])) for place in spread],
    )
    write_page(path, html)


def _charts(samples: Sequence[Examined]) -> list[Bars]:
    """The distribution of each metric over the samples."""
    charts = []
    for key, title in METRICS.items():
        values = [one.metrics[key] for one in samples if key in one.metrics]
        if values:
            charts.append(histogram(title, values))
    return charts


def _categories(samples: Sequence[Examined]) -> list[tuple[str, int]]:
    """How many samples each has, most first; empty if none has any."""
    if not any(one.sample.category for one in samples):
        return []
    return Counter(one.sample.category or "without category" for one in samples).most_common()


def _image(one: Examined) -> str | None:
    """The input with the mask's outline, as a data URI; None if either cannot be read."""
    try:
        if one.files is None:
            photo, alpha = (read_image(one.sample.folder / name) for name in ("input.png", "alpha.png"))
        else:
            photo, alpha = read_colour(one.files[0]), read_matte(one.files[1])
            photo, alpha = shrink(photo, SIDE), shrink(alpha, SIDE)
    except DatasetError:
        return None
    return inline(overlay(photo, alpha), SIDE) if photo.shape[:2] == alpha.shape else None

"""What came of each file, in a word, and tables and pages of it. Plain Python and NumPy."""

from __future__ import annotations

import csv
import html
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

BACKGROUND = 96
"""sRGB grey behind what is rendered: neither the white nor the black that products come in."""
SAME, TOLD, DIFFERS, REFUSED, NEITHER, ALONE, FAILS = (
    "same",
    "differs, told",
    "differs",
    "refused",
    "neither",
    "Packshot alone",
    "fails",
)
MEANING = {
    FAILS: "Packshot ends in a crash, or in what is not a line for a user",
    DIFFERS: "below the bound, and no warning says why",
    TOLD: "below the bound, with a warning",
    REFUSED: "left out with a line, and Blender has a picture",
    ALONE: "Packshot has a picture and Blender has none",
    NEITHER: "left out with a line, and Blender has no picture either",
    SAME: "at or above the bound",
}
"""Worst first."""


@dataclass(frozen=True)
class Row:
    """One file."""

    file: str
    """Below the folder that was compared."""
    came: str
    """One of MEANING."""
    psnr: float | None
    """dB; None where there are not two pictures."""
    size: float | None
    """Packshot's longest side over Blender's, both in metres as they come in."""
    faces: str
    """"blender → packshot"."""
    said: str
    """Packshot's reason or warnings, else Blender's."""
    pictures: tuple[str, str] | None
    """File names of both pictures, Blender's first."""


def psnr(one: np.ndarray, other: np.ndarray, background: int) -> float:
    """Peak signal-to-noise ratio in dB of two sRGB pictures [H, W, 3], uint8, over the pixels where either shows
    anything but the background; 99 where they are the same.
    """
    shown = (one != background).any(-1) | (other != background).any(-1)
    error = (one.astype(np.float64) - other.astype(np.float64))[shown]
    mean = float((error**2).mean()) if shown.any() else 0.0
    return 99.0 if mean == 0.0 else min(99.0, 10.0 * float(np.log10(255.0**2 / mean)))


def came(blender: dict[str, Any], packshot: dict[str, Any], decibel: float | None, bound: float) -> str:
    """The word for a file, from both answers of the worker."""
    if "line" in packshot:
        if not packshot.get("refused"):
            return FAILS
        return NEITHER if "line" in blender else REFUSED
    if decibel is None:
        return ALONE
    if decibel >= bound:
        return SAME
    return TOLD if packshot["warnings"] else DIFFERS


def row_of(file: str, blender: dict[str, Any], packshot: dict[str, Any], decibel: float | None, bound: float) -> Row:
    """A file's row; `decibel` is given where both came to a picture."""
    both = "line" not in blender and "line" not in packshot
    said = packshot.get("line") or "; ".join(packshot.get("warnings", ())) or blender.get("line", "")
    return Row(
        file,
        came(blender, packshot, decibel, bound),
        None if decibel is None else round(decibel, 1),
        round(_longest(packshot) / _longest(blender), 4) if both and _longest(blender) > 0.0 else None,
        f"{blender.get('faces', '–')} → {packshot.get('faces', '–')}",
        said,
        (blender["name"], packshot["name"]) if both else None,
    )


def _longest(seen: dict[str, Any]) -> float:
    return max(high - low for low, high in zip(seen["low"], seen["high"], strict=True))


def worst_first(rows: Sequence[Row]) -> list[Row]:
    """What has to be looked at first: by what came, then by PSNR."""
    order = list(MEANING)
    return sorted(rows, key=lambda row: (order.index(row.came), row.psnr if row.psnr is not None else 0.0, row.file))


def summary(rows: Sequence[Row], bound: float) -> str:
    """A Markdown table: what came, by kind of file."""
    kinds = sorted({_kind(row) for row in rows})
    words = [word for word in reversed(MEANING) if any(row.came == word for row in rows)]
    count = Counter((_kind(row), row.came) for row in rows)
    lines = [
        f"{len(rows)} files; PSNR over what shows, bound {bound:g} dB",
        "",
        f"| | files | {' | '.join(words)} |",
        f"| --- | --- | {' | '.join('---' for _ in words)} |",
    ]
    for kind in kinds:
        numbers = [count[kind, word] for word in words]
        lines.append(f"| {kind} | {sum(numbers)} | {' | '.join(str(number or '–') for number in numbers)} |")
    totals = [sum(row.came == word for row in rows) for word in words]
    lines.append(f"| all | {len(rows)} | {' | '.join(map(str, totals))} |")
    return "\n".join([*lines, "", *(f"{word}: {MEANING[word]}" for word in words)])


def _kind(row: Row) -> str:
    return Path(row.file).suffix.lower()


def table(rows: Sequence[Row]) -> str:
    """One line a file, for a terminal."""
    width = max((len(row.file) for row in rows), default=0)
    return "\n".join(
        f"{row.came:<14} {'' if row.psnr is None else row.psnr:>5} {row.file:<{width}} {row.said}".rstrip()
        for row in rows
    )


def as_csv(rows: Sequence[Row]) -> str:
    """Every column but the pictures' names."""
    text = io.StringIO()
    columns = [name for name in Row.__dataclass_fields__ if name != "pictures"]
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(row) for row in rows)
    return text.getvalue()


PAGE = """<!doctype html><meta charset="utf-8"><title>Imports beside Blender's</title>
<style>body{{font:14px system-ui;background:#2c2e32;color:#ececec}}div{{display:inline-block;width:270px;margin:6px;
vertical-align:top;overflow-wrap:anywhere}}img{{width:132px;image-rendering:pixelated}}small{{color:#a0a4aa}}</style>
<h1>Imports beside Blender's</h1><pre>{summary}</pre><p>Left: plain Blender. Right: Packshot.</p>
{cells}
"""


def as_page(rows: Sequence[Row], bound: float, folder: str) -> str:
    """An HTML page with the pairs, in the order given; `folder` is where the pictures lie, seen from the page."""
    cells = []
    for row in rows:
        images = "".join(f'<img src="{html.escape(f"{folder}/{name}")}">' for name in row.pictures or ())
        head = html.escape(f"{row.came} {'' if row.psnr is None else f'{row.psnr:g} dB'}")
        cells.append(
            f"<div>{images}<br>{head}<br>{html.escape(row.file)}<br><small>{html.escape(row.said)}</small></div>"
        )
    return PAGE.format(summary=html.escape(summary(rows, bound)), cells="\n".join(cells))

"""How well scale bars and axes are found in made drawings, whose true ones drawings.jsonl holds.

.venv/bin/python bench/outlines.py out/drawings --split test
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from trainlib.data.photo_files import read_colour, read_matte
from trainlib.outlines.scale_bar import bar_length, ink_of
from trainlib.outlines.trace import sections_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("drawings", type=Path)
    parser.add_argument("--split", default="test")
    options = parser.parse_args()
    bars: list[float] = []
    axes: list[float] = []
    sides: list[bool] = []
    drawings = vessels = 0
    for line in (options.drawings / "drawings.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        if truth["split"] != options.split:
            continue
        drawings += 1
        vessels += len(truth["vessels"])
        picture = read_colour(options.drawings / truth["split"] / f"{truth['name']}.jpg")
        mask = read_matte(options.drawings / f"{truth['split']}annot" / f"{truth['name']}.png")
        ink = ink_of(picture)
        length = bar_length(ink, mask)
        ends = np.array(truth["scale_bar"]["ends"])
        if length is not None:
            bars.append(length / float(np.hypot(*(ends[1] - ends[0]))) - 1)
        for section in sections_of(mask, ink):
            rows, columns = np.nonzero(section.mask > 127)
            middles = [np.mean(one["outline"], axis=0) for one in truth["vessels"]]
            own = truth["vessels"][int(np.argmin([np.hypot(*(m - [columns.mean(), rows.mean()])) for m in middles]))]
            if section.axis_x is not None:
                axes.append(abs(section.axis_x - own["axis_x"]) / own["px_per_m"] * 1000)
                sides.append(section.side == own["side"])
    near = np.abs(bars) < 0.03
    print(f"{options.drawings} {options.split}: bars found in {len(bars)} of {drawings}, {near.sum()} within 3 %")
    print(f"median error of the scale {100 * np.median(np.abs(bars)):.1f} %")
    print(
        f"axes found of {len(axes)} of {vessels} vessels, {np.mean(sides):.0%} on the right side, "
        f"median error {np.median(axes):.1f} mm, {np.mean(np.array(axes) < 5):.0%} within 5 mm"
    )


if __name__ == "__main__":
    main()

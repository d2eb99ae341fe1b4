"""A real preview: what stands on the sheet is what was rendered, panel by panel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from blender_addon.picture.png_read import decode_png

ROOT = Path(__file__).parents[2]
SIZE = 48


def test_the_panels_of_a_sample_agree(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.png"
    command = [
        sys.executable,
        "-m",
        "blender_addon",
        "preview",
        "--spec",
        "smoke",
        "--count",
        "1",
        "--seed",
        "3",
        "--size",
        str(SIZE),
        "--workers",
        "1",
        "--out",
        str(sheet),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    page = decode_png(sheet.read_bytes()).astype(int)
    top, left = 8 + 2 * 11 + 4, 8
    shown, target, alpha, normal = (
        page[top : top + SIZE, left + n * (SIZE + 2) : left + n * (SIZE + 2) + SIZE] for n in range(4)
    )
    assert (alpha == alpha[..., :1]).all(), "alpha is grey"
    product = alpha[..., 0] == 255
    assert 0.005 < product.mean() < 0.9
    rim = [target[0], target[-1], target[:, 0], target[:, -1]]
    assert all((line == 255).all() for line in rim)
    assert (target[product] < 255).any(-1).mean() > 0.8
    assert (target[alpha[..., 0] == 0] == target[alpha[..., 0] == 0][:, :1]).all(), "a shadow has no colour"
    lengths = ((normal[product] / 127.5 - 1) ** 2).sum(-1) ** 0.5
    assert abs(lengths - 1).max() < 0.05
    assert shown.std() > 4
